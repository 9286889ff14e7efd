/** Tests of bounds. */
@NullMarked
package dev.slipway.inference.admission;

import org.jspecify.annotations.NullMarked;
