/** Decides what came of each accepted request; accepted is counted elsewhere than outcomes. */
@NullMarked
package dev.slipway.gateway.outcome;

import org.jspecify.annotations.NullMarked;
