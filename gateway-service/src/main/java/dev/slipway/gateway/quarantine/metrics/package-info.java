/** What is in quarantine, as gauges. */
@NullMarked
package dev.slipway.gateway.quarantine.metrics;

import org.jspecify.annotations.NullMarked;
