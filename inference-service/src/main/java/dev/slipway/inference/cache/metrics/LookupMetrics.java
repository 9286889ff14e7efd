package dev.slipway.inference.cache.metrics;

import dev.slipway.inference.cache.Lookup;
import dev.slipway.inference.cache.LookupCounters;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.cache.VersionResponses;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What became of each version's works that were looked up. Versions of which none was have no
 * lines; with a version its counts go.
 */
final class LookupMetrics implements MultiCollector {
    private final ResponseCache cache;

    LookupMetrics(ResponseCache cache) {
        this.cache = cache;
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder lookups =
                CounterSnapshot.builder()
                        .name("slipway_response_cache_lookups")
                        .help("Works that were looked up among the answers that are kept");
        for (VersionResponses version : cache.versions()) {
            Labels labels =
                    Labels.of(
                            "model",
                            version.model(),
                            "version",
                            Integer.toString(version.version()));
            addTo(lookups, labels, version.counters());
        }
        return MetricSnapshots.builder().metricSnapshot(lookups.build()).build();
    }

    private static void addTo(
            CounterSnapshot.Builder lookups, Labels labels, LookupCounters counters) {
        long all = 0;
        for (Lookup result : Lookup.values()) {
            all += counters.total(result);
        }
        if (all == 0) {
            return;
        }
        for (Lookup result : Lookup.values()) {
            lookups.dataPoint(
                    CounterDataPointSnapshot.builder()
                            .labels(labels.merge(Labels.of("result", result.word())))
                            .value((double) counters.total(result))
                            .build());
        }
    }
}
