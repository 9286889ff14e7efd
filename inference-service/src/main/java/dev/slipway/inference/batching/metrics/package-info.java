/** Decides under which names the threads that run batches are published. */
@NullMarked
package dev.slipway.inference.batching.metrics;

import org.jspecify.annotations.NullMarked;
