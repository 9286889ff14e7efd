/** Decides under which names it is published what cards do and what versions may take of them. */
@NullMarked
package dev.slipway.inference.card.metrics;

import org.jspecify.annotations.NullMarked;
