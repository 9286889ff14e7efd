/** Counts what sizing did. */
@NullMarked
package dev.slipway.autoscaler.sizing.metrics;

import org.jspecify.annotations.NullMarked;
