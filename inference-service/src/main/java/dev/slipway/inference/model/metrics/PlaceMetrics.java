package dev.slipway.inference.model.metrics;

import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.VersionFacts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * The places of each version that is ready, wherever it is kept, since requests wait in them while
 * it comes back into memory; a version's lines go when it is unloaded.
 */
final class PlaceMetrics implements MultiCollector {
    private final LoadedModels models;

    PlaceMetrics(LoadedModels models) {
        this.models = models;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder taken =
                GaugeSnapshot.builder()
                        .name("slipway_places_taken")
                        .help("Requests of a version that are admitted and not wholly answered");
        GaugeSnapshot.Builder limit =
                GaugeSnapshot.builder()
                        .name("slipway_places_limit")
                        .help("How many there may be; the next request is refused");
        for (VersionFacts version : models.known()) {
            Labels labels =
                    Labels.of(
                            "model",
                            version.id().model(),
                            "version",
                            Integer.toString(version.id().version()));
            taken.dataPoint(point(labels, version.admission().requests()));
            limit.dataPoint(point(labels, version.admission().most()));
        }
        return MetricSnapshots.builder()
                .metricSnapshot(taken.build())
                .metricSnapshot(limit.build())
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, int value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }
}
