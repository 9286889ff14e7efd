package dev.slipway.inference.model.metrics;

import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.model.LoadedModels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes what is loaded. */
public final class ModelMetricsConfiguration {
    private ModelMetricsConfiguration() {}

    public static void publish(MeterRegistry registry, LoadedModels models) {
        for (Merging merging : Merging.values()) {
            Gauge.builder("slipway.engine.merging", models, it -> it.countOf(merging))
                    .description("Ready versions by whether and why requests share a run")
                    .tag("why", merging.word())
                    .register(registry);
        }
    }
}
