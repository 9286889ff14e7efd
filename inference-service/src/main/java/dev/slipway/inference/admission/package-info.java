/** Decides whether a version takes one more request: a bound on their number and their bytes. */
@NullMarked
package dev.slipway.inference.admission;

import org.jspecify.annotations.NullMarked;
