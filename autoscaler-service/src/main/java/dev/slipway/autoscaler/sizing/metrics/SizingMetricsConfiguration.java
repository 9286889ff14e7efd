package dev.slipway.autoscaler.sizing.metrics;

import dev.slipway.autoscaler.sizing.SizingObserver;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes the observer that counts. */
public final class SizingMetricsConfiguration {
    private SizingMetricsConfiguration() {}

    public static SizingObserver observer(MeterRegistry meters) {
        return new SizingMetrics(meters);
    }
}
