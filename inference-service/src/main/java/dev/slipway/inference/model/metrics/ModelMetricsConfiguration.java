package dev.slipway.inference.model.metrics;

import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.ResidenceCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;

/** Publishes what is loaded. */
public final class ModelMetricsConfiguration {
    private ModelMetricsConfiguration() {}

    /** Also what each version has on the page of Prometheus alone. */
    public static void publish(
            MeterRegistry registry, PrometheusRegistry pages, LoadedModels models) {
        for (Merging merging : Merging.values()) {
            Gauge.builder("slipway.engine.merging", models, it -> it.countOf(merging))
                    .description("Ready versions by whether and why requests share a run")
                    .tag("why", merging.word())
                    .register(registry);
        }
        ResidenceCounters counters = models.residenceCounters();
        FunctionCounter.builder("slipway.model.rests", counters, ResidenceCounters::rests)
                .description("Times that an assigned version left memory")
                .register(registry);
        comebacks(registry, counters, "loaded", ResidenceCounters::comebacks);
        comebacks(registry, counters, "failed", ResidenceCounters::failedComebacks);
        pages.register(new ResidenceMetrics(models));
        pages.register(new PlaceMetrics(models));
    }

    private static void comebacks(
            MeterRegistry registry,
            ResidenceCounters counters,
            String outcome,
            ToDoubleFunction<ResidenceCounters> count) {
        FunctionCounter.builder("slipway.model.comebacks", counters, count)
                .description("Times that a version was wanted back in memory, by what came of it")
                .tag("outcome", outcome)
                .register(registry);
    }
}
