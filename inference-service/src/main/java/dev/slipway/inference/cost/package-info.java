/**
 * Decides how long a run of an engine will take, learned from the runs that were. It knows rows,
 * widths and nanoseconds, and nothing of tensors, queues or threads.
 */
@NullMarked
package dev.slipway.inference.cost;

import org.jspecify.annotations.NullMarked;
