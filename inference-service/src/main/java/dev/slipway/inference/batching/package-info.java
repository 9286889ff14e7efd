/**
 * Decides which waiting requests run together, and when: the queue in front of one engine, and
 * whose turn it is on the threads that all engines share.
 */
@NullMarked
package dev.slipway.inference.batching;

import org.jspecify.annotations.NullMarked;
