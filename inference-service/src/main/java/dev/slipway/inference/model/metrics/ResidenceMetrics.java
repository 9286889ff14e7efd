package dev.slipway.inference.model.metrics;

import dev.slipway.inference.histogram.Histogram;
import dev.slipway.inference.model.LoadedModels;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * Where each ready version is kept, one line each, and how long those took that came back into
 * memory.
 */
final class ResidenceMetrics implements MultiCollector {
    private static final double NANOS_OF_A_SECOND = 1e9;

    private final LoadedModels models;

    ResidenceMetrics(LoadedModels models) {
        this.models = models;
    }

    @Override
    public MetricSnapshots collect() {
        return MetricSnapshots.builder()
                .metricSnapshot(residences())
                .metricSnapshot(comebacks())
                .build();
    }

    private GaugeSnapshot residences() {
        GaugeSnapshot.Builder residences =
                GaugeSnapshot.builder()
                        .name("slipway_model_residence")
                        .help("1 for where a ready version is kept: loaded, mapped, or cached");
        models.residences()
                .forEach((id, residence) ->
                        residences.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(
                                                Labels.of(
                                                        "model",
                                                        id.model(),
                                                        "version",
                                                        Integer.toString(id.version()),
                                                        "level",
                                                        residence.word()))
                                        .value(1)
                                        .build()));
        return residences.build();
    }

    private HistogramSnapshot comebacks() {
        Histogram counted = models.residenceCounters().comebackNanos();
        double[] bounds = new double[counted.bounds() + 1];
        long[] counts = new long[bounds.length];
        for (int at = 0; at < bounds.length; at++) {
            bounds[at] =
                    at < counted.bounds()
                            ? counted.bound(at) / NANOS_OF_A_SECOND
                            : Double.POSITIVE_INFINITY;
            counts[at] = counted.count(at);
        }
        return HistogramSnapshot.builder()
                .name("slipway_model_comeback_seconds")
                .help("Time from the request that wanted a version until it was back in memory")
                .dataPoint(
                        HistogramDataPointSnapshot.builder()
                                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                                .sum(counted.sum() / NANOS_OF_A_SECOND)
                                .build())
                .build();
    }
}
