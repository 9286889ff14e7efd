/** Decides what a tensor is between a dialect and an engine, and when one fits a signature. */
@NullMarked
package dev.slipway.inference.tensor;

import org.jspecify.annotations.NullMarked;
