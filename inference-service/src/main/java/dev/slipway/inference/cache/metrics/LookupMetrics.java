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
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.concurrent.TimeUnit;

/**
 * What became of each version's works that were looked up, under a name of ours and under Triton's.
 * There, those that waited for an equal one are hits, as in the statistics, and values are untyped,
 * since a counter of this library would have to end in {@code _total}. Versions of which none was
 * have no lines; with a version its counts go.
 */
final class LookupMetrics implements MultiCollector {
    private final ResponseCache cache;

    LookupMetrics(ResponseCache cache) {
        this.cache = cache;
    }

    /** One scrape's values. */
    private static final class Page {
        private final CounterSnapshot.Builder lookups =
                CounterSnapshot.builder()
                        .name("slipway_response_cache_lookups")
                        .help("Works that were looked up among the answers that are kept");
        private final UnknownSnapshot.Builder hits =
                triton("nv_cache_num_hits_per_model", "Works that were answered by another's run");
        private final UnknownSnapshot.Builder misses =
                triton("nv_cache_num_misses_per_model", "Works that were looked up and had to run");
        private final UnknownSnapshot.Builder hitMicros =
                triton("nv_cache_hit_duration_per_model", "Microseconds of looking up those hits");
        private final UnknownSnapshot.Builder missMicros =
                triton("nv_cache_miss_duration_per_model", "Microseconds of looking up the misses");

        private static UnknownSnapshot.Builder triton(String name, String help) {
            return UnknownSnapshot.builder().name(name).help(help);
        }

        void add(Labels labels, LookupCounters counters) {
            for (Lookup result : Lookup.values()) {
                lookups.dataPoint(
                        CounterDataPointSnapshot.builder()
                                .labels(labels.merge(Labels.of("result", result.word())))
                                .value((double) counters.total(result))
                                .build());
            }
            add(hits, labels, counters.total(Lookup.HIT) + counters.total(Lookup.JOINED));
            add(misses, labels, counters.total(Lookup.MISS));
            add(
                    hitMicros,
                    labels,
                    TimeUnit.NANOSECONDS.toMicros(
                            counters.nanos(Lookup.HIT) + counters.nanos(Lookup.JOINED)));
            add(missMicros, labels, TimeUnit.NANOSECONDS.toMicros(counters.nanos(Lookup.MISS)));
        }

        private static void add(UnknownSnapshot.Builder metric, Labels labels, long value) {
            metric.dataPoint(
                    UnknownDataPointSnapshot.builder()
                            .labels(labels)
                            .value((double) value)
                            .build());
        }

        MetricSnapshots snapshots() {
            return MetricSnapshots.builder()
                    .metricSnapshot(lookups.build())
                    .metricSnapshot(hits.build())
                    .metricSnapshot(misses.build())
                    .metricSnapshot(hitMicros.build())
                    .metricSnapshot(missMicros.build())
                    .build();
        }
    }

    @Override
    public MetricSnapshots collect() {
        Page page = new Page();
        for (VersionResponses version : cache.versions()) {
            Labels labels =
                    Labels.of(
                            "model",
                            version.model(),
                            "version",
                            Integer.toString(version.version()));
            if (wasAsked(version.counters())) {
                page.add(labels, version.counters());
            }
        }
        return page.snapshots();
    }

    private static boolean wasAsked(LookupCounters counters) {
        long all = 0;
        for (Lookup result : Lookup.values()) {
            all += counters.total(result);
        }
        return all > 0;
    }
}
