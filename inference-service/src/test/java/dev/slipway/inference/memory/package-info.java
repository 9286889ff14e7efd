/** Tests of what fits into memory. */
@NullMarked
package dev.slipway.inference.memory;

import org.jspecify.annotations.NullMarked;
