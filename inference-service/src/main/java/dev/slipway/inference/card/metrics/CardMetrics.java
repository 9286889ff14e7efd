package dev.slipway.inference.card.metrics;

import dev.slipway.inference.card.CardBudget;
import dev.slipway.inference.card.CardReading;
import dev.slipway.inference.card.Cards;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What cards do, under the names that Triton gave it, with the number that {@code nvidia-smi} gives
 * a card as the label; and what versions may take of each, with CUDA's number.
 */
final class CardMetrics implements MultiCollector {
    private final Cards cards;
    private final CardBudget budget;

    CardMetrics(Cards cards, CardBudget budget) {
        this.cards = cards;
        this.budget = budget;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder utilisation =
                gauge("nv_gpu_utilization", "Share of the time in which a card computed, 0 to 1");
        GaugeSnapshot.Builder total =
                gauge("nv_gpu_memory_total_bytes", "Memory of a card, in bytes");
        GaugeSnapshot.Builder used =
                gauge("nv_gpu_memory_used_bytes", "Memory of a card that somebody uses, in bytes");
        for (CardReading card : cards.readings()) {
            Labels labels = Labels.of("gpu", Integer.toString(card.index()));
            card.utilisation().ifPresent(share -> add(utilisation, labels, share));
            card.totalBytes().ifPresent(bytes -> add(total, labels, (double) bytes));
            card.usedBytes().ifPresent(bytes -> add(used, labels, (double) bytes));
        }
        GaugeSnapshot.Builder promised =
                gauge(
                        "slipway_card_promised_bytes",
                        "Limits of this replica's versions on a card, in bytes");
        budget.promised()
                .forEach((device, bytes) ->
                        add(
                                promised,
                                Labels.of("device_id", Integer.toString(device)),
                                bytes.doubleValue()));
        return MetricSnapshots.builder()
                .metricSnapshot(utilisation.build())
                .metricSnapshot(total.build())
                .metricSnapshot(used.build())
                .metricSnapshot(promised.build())
                .build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static void add(GaugeSnapshot.Builder gauge, Labels labels, double value) {
        gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }
}
