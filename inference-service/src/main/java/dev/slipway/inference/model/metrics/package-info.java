/** Decides under which names the counts of loaded versions are published. */
@NullMarked
package dev.slipway.inference.model.metrics;

import org.jspecify.annotations.NullMarked;
