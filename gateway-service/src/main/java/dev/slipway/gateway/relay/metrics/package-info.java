/** How attempts end, as counters. */
@NullMarked
package dev.slipway.gateway.relay.metrics;

import org.jspecify.annotations.NullMarked;
