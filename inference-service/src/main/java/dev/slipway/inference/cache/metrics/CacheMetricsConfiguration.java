package dev.slipway.inference.cache.metrics;

import dev.slipway.inference.cache.ResponseCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Publishes what is kept of answers. */
public final class CacheMetricsConfiguration {
    private CacheMetricsConfiguration() {}

    /**
     * Publishes everything once.
     *
     * @param pages what is told of each version is on the page of Prometheus alone
     */
    public static void publish(
            MeterRegistry registry, PrometheusRegistry pages, ResponseCache cache) {
        Gauge.builder("slipway.response.cache.bytes", cache, ResponseCache::bytes)
                .description("Bytes on the heap of answers that are kept for equal requests")
                .register(registry);
        Gauge.builder("slipway.response.cache.limit.bytes", cache, ResponseCache::mostBytes)
                .description("Bytes on the heap that such answers may take")
                .register(registry);
        FunctionCounter.builder("slipway.response.cache.evictions", cache, ResponseCache::evictions)
                .description("Answers that were kept and had to go for others")
                .register(registry);
        pages.register(new LookupMetrics(cache));
    }
}
