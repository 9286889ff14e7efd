/** Tests of queues and merging. */
@NullMarked
package dev.slipway.inference.batching;

import org.jspecify.annotations.NullMarked;
