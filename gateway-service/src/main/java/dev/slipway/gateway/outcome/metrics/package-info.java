/** Accepted requests and outcomes, as counters. */
@NullMarked
package dev.slipway.gateway.outcome.metrics;

import org.jspecify.annotations.NullMarked;
