/** What the door holds and knows at this moment, as gauges. */
@NullMarked
package dev.slipway.gateway.vitals.metrics;

import org.jspecify.annotations.NullMarked;
