/** Decides under which names the native memory of loaded versions is published. */
@NullMarked
package dev.slipway.inference.memory.metrics;

import org.jspecify.annotations.NullMarked;
