/** Decides which protocol a client speaks. */
@NullMarked
package dev.slipway.inference.dialect;

import org.jspecify.annotations.NullMarked;
