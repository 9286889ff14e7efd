package dev.slipway.inference.card;

import static dev.slipway.inference.card.PlayedCards.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.card.metrics.CardMetricsConfiguration;
import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.engine.EngineLoadException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CardBudgetTest {
    private final PlayedCards source = PlayedCards.of(2, 8 * GIB);
    private final Cards cards = source.cards();
    private final CardBudget budget = new CardBudget(cards);

    private String lack(CardPlace place) {
        return Objects.requireNonNull(budget.shortage(place)).sentence();
    }

    @Test
    void limitsOnOneCardAreTogetherNoMoreThanItHas() throws Exception {
        CardBudget.Share first = budget.reserve(new CardPlace(0, 6 * GIB));
        assertThat(budget.shortage(new CardPlace(0, 2 * GIB))).isNull();
        String sentence =
                "it does not fit onto its card: it may take 2049 MiB there (gpu_mem_limit), other"
                        + " versions of this replica may take 6144 MiB, and card 0 has 8192 MiB;"
                        + " lower its gpu_mem_limit, give it another device_id, or have fewer"
                        + " versions on this replica";
        CardPlace tooMuch = new CardPlace(0, 2 * GIB + 1);
        assertThat(budget.shortage(tooMuch))
                .isEqualTo(new CardShortage(0, 2 * GIB + 1, 2 * GIB, sentence));
        assertThatThrownBy(() -> budget.reserve(tooMuch))
                .isInstanceOf(EngineLoadException.class)
                .hasMessage(sentence);
        assertThat(budget.promised()).isEqualTo(Map.of(0, 6 * GIB));

        first.release();
        first.release();

        assertThat(budget.shortage(tooMuch)).isNull();
        assertThat(budget.promised()).isEmpty();
    }

    @Test
    void eachCardHasItsOwnBudget() throws Exception {
        budget.reserve(new CardPlace(0, 8 * GIB));
        budget.reserve(new CardPlace(1, 8 * GIB));
        assertThat(lack(new CardPlace(0, 1))).contains("card 0 has 8192 MiB");
        assertThat(lack(new CardPlace(1, 1))).contains("card 1 has 8192 MiB");
    }

    @Test
    void aVersionWithoutALimitIsNotCounted() throws Exception {
        budget.reserve(new CardPlace(0, 0));
        assertThat(budget.shortage(new CardPlace(0, 8 * GIB))).isNull();
        budget.reserve(new CardPlace(0, 8 * GIB));
        assertThat(budget.shortage(new CardPlace(0, 0))).isNull();
    }

    @Test
    void aLimitOverAllThatThereIsDoesNotOverflow() throws Exception {
        budget.reserve(new CardPlace(0, 8 * GIB));
        assertThat(budget.shortage(new CardPlace(0, Long.MAX_VALUE))).isNotNull();
    }

    @Test
    void aCardThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> budget.reserve(new CardPlace(2, 0)))
                .hasMessageStartingWith(
                        "it is to run on card 2 (device_id, counted from 0), and this replica has"
                                + " 2;");
    }

    @Test
    void whereACardCannotBeReadNothingIsKeptOut() throws Exception {
        source.cards.clear();
        budget.reserve(new CardPlace(5, 100 * GIB));
        assertThat(budget.shortage(new CardPlace(5, 100 * GIB))).isNull();
        source.now.addAndGet(Cards.KEPT_NANOS);
        source.cards.add(
                new CardReading(
                        0,
                        "H200",
                        "9.0",
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalDouble.empty()));
        assertThat(budget.shortage(new CardPlace(0, 100 * GIB))).isNull();
    }

    @Test
    void cardsAndPromisesArePublished() throws Exception {
        budget.reserve(new CardPlace(1, 3 * GIB));
        source.cards.set(
                1,
                new CardReading(
                        1,
                        "H200",
                        "9.0",
                        OptionalLong.of(8 * GIB),
                        OptionalLong.empty(),
                        OptionalDouble.empty()));
        PrometheusRegistry pages = new PrometheusRegistry();
        CardMetricsConfiguration.publish(pages, cards, budget);
        source.now.addAndGet(Cards.KEPT_NANOS);
        assertThat(scraped(pages))
                .isEqualTo(
                        Map.of(
                                "nv_gpu_utilization gpu 0", 0.5,
                                "nv_gpu_memory_total_bytes gpu 0", 8.0 * GIB,
                                "nv_gpu_memory_total_bytes gpu 1", 8.0 * GIB,
                                "nv_gpu_memory_used_bytes gpu 0", 2.0 * GIB,
                                "slipway_card_promised_bytes device_id 1", 3.0 * GIB));
    }

    private static Map<String, Double> scraped(PrometheusRegistry pages) {
        Map<String, Double> values = new TreeMap<>();
        for (MetricSnapshot metric : pages.scrape()) {
            for (DataPointSnapshot point : metric.getDataPoints()) {
                values.put(
                        metric.getMetadata().getName()
                                + " "
                                + point.getLabels().getName(0)
                                + " "
                                + point.getLabels().getValue(0),
                        ((GaugeDataPointSnapshot) point).getValue());
            }
        }
        return values;
    }
}
