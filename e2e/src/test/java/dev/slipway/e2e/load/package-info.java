/** Decides whether every single answer of a load was right, and counts them. */
@NullMarked
package dev.slipway.e2e.load;

import org.jspecify.annotations.NullMarked;
