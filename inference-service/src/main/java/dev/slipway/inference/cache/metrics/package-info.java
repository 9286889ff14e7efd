/** Decides under which names it is published what became of looking up answers. */
@NullMarked
package dev.slipway.inference.cache.metrics;

import org.jspecify.annotations.NullMarked;
