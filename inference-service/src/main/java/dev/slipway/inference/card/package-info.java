/** Decides how much of a card each version may take, and keeps what was built for it there. */
@NullMarked
package dev.slipway.inference.card;

import org.jspecify.annotations.NullMarked;
