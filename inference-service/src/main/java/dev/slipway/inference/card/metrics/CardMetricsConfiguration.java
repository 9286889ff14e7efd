package dev.slipway.inference.card.metrics;

import dev.slipway.inference.card.CardBudget;
import dev.slipway.inference.card.Cards;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Publishes what is read of cards, and what is promised of them. */
public final class CardMetricsConfiguration {
    private CardMetricsConfiguration() {}

    /** On the page of Prometheus; a card that cannot be read has no line. */
    public static void publish(PrometheusRegistry pages, Cards cards, CardBudget budget) {
        pages.register(new CardMetrics(cards, budget));
    }
}
