/** Tests of what versions may take of cards. */
@NullMarked
package dev.slipway.inference.card;

import org.jspecify.annotations.NullMarked;
