/** Decides which settings this platform knows, and what is said of one that it does not. */
@NullMarked
package dev.slipway.supervision.environment;

import org.jspecify.annotations.NullMarked;
