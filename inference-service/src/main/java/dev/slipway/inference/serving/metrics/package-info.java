/** Decides under which names the counts of this replica are published. */
@NullMarked
package dev.slipway.inference.serving.metrics;

import org.jspecify.annotations.NullMarked;
