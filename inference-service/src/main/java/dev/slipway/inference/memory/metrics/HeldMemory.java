package dev.slipway.inference.memory.metrics;

import dev.slipway.inference.memory.NativeMemory;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** What each version holds; a version's line goes when it is unloaded. */
final class HeldMemory implements MultiCollector {
    private final NativeMemory memory;

    HeldMemory(NativeMemory memory) {
        this.memory = memory;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder held =
                GaugeSnapshot.builder()
                        .name("slipway_native_memory_bytes")
                        .help("Native memory that a version is accounted with");
        memory.held()
                .forEach((holder, bytes) ->
                        held.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(
                                                Labels.of(
                                                        "model",
                                                        holder.model(),
                                                        "version",
                                                        Integer.toString(holder.version())))
                                        .value(bytes.doubleValue())
                                        .build()));
        return MetricSnapshots.builder().metricSnapshot(held.build()).build();
    }
}
