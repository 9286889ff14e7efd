/** Decides under which names it is published what buffers tensors take. */
@NullMarked
package dev.slipway.inference.tensor.metrics;

import org.jspecify.annotations.NullMarked;
