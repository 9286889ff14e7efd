package dev.slipway.inference.serving.metrics;

import dev.slipway.inference.histogram.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** One scrape's values by name. */
final class Page {
    private final Map<String, UnknownSnapshot.Builder> metrics = new LinkedHashMap<>();
    private final Map<String, CounterSnapshot.Builder> totals = new LinkedHashMap<>();
    private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();
    private final GaugeSnapshot.Builder costErrors =
            GaugeSnapshot.builder()
                    .name("slipway_cost_error")
                    .help("How far predicted times of runs are from what they take, relative");

    void put(String name, String help, Labels labels, long value) {
        metrics.computeIfAbsent(name, it -> UnknownSnapshot.builder().name(it).help(help))
                .dataPoint(
                        UnknownDataPointSnapshot.builder()
                                .labels(labels)
                                .value((double) value)
                                .build());
    }

    void total(String name, String help, Labels labels, long value) {
        totals.computeIfAbsent(name, it -> CounterSnapshot.builder().name(it).help(help))
                .dataPoint(
                        CounterDataPointSnapshot.builder()
                                .labels(labels)
                                .value((double) value)
                                .build());
    }

    void costError(Labels labels, double value) {
        costErrors.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }

    /**
     * A histogram of which anything was counted: idle versions take no lines.
     *
     * @param unit how many of what was counted are one of what is shown
     */
    void histogram(String name, String help, Labels labels, Histogram counted, double unit) {
        if (counted.total() == 0) {
            return;
        }
        double[] bounds = new double[counted.bounds() + 1];
        long[] counts = new long[bounds.length];
        for (int at = 0; at < bounds.length; at++) {
            bounds[at] =
                    at < counted.bounds() ? counted.bound(at) / unit : Double.POSITIVE_INFINITY;
            counts[at] = counted.count(at);
        }
        histograms
                .computeIfAbsent(name, it -> HistogramSnapshot.builder().name(it).help(help))
                .dataPoint(
                        HistogramDataPointSnapshot.builder()
                                .labels(labels)
                                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                                .sum(counted.sum() / unit)
                                .build());
    }

    MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        metrics.values().forEach(metric -> all.metricSnapshot(metric.build()));
        totals.values().forEach(metric -> all.metricSnapshot(metric.build()));
        histograms.values().forEach(metric -> all.metricSnapshot(metric.build()));
        all.metricSnapshot(costErrors.build());
        return all.build();
    }
}
