package dev.slipway.inference.model.metrics;

import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.model.LoadedModels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Publishes what is loaded. */
public final class ModelMetricsConfiguration {
    private ModelMetricsConfiguration() {}

    /** What each version has on the page of Prometheus alone. */
    public static void publish(
            MeterRegistry registry, PrometheusRegistry pages, LoadedModels models) {
        pages.register(new PlaceMetrics(models));
        for (Merging merging : Merging.values()) {
            Gauge.builder("slipway.engine.merging", models, it -> it.countOf(merging))
                    .description("Ready versions by whether and why requests share a run")
                    .tag("why", merging.word())
                    .register(registry);
        }
    }
}
