/** Decides under which names the memory that requests hold is published. */
@NullMarked
package dev.slipway.inference.admission.metrics;

import org.jspecify.annotations.NullMarked;
