/** Decides which waiting requests run together, and when: the queue in front of one engine. */
@NullMarked
package dev.slipway.inference.batching;

import org.jspecify.annotations.NullMarked;
