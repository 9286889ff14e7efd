package dev.slipway.inference.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CardsTest {
    private final PlayedCards source = PlayedCards.of(2, PlayedCards.GIB);
    private final Cards cards = source.cards();

    @Test
    void nothingIsReadBeforeSomebodyAsks() {
        assertThat(source.reads).isZero();
        assertThat(cards.readings()).hasSize(2);
        assertThat(source.reads).isOne();
    }

    @Test
    void aReadingIsKeptForASecondWhoeverAsks() {
        cards.readings();
        source.cards.removeLast();
        source.now.addAndGet(Cards.KEPT_NANOS - 1);
        assertThat(cards.readings()).hasSize(2);
        assertThat(cards.numbered(1)).isNotNull();
        assertThat(source.reads).isOne();
        source.now.addAndGet(1);
        assertThat(cards.readings()).hasSize(1);
        assertThat(cards.numbered(1)).isNull();
        assertThat(source.reads).isEqualTo(2);
    }

    @Test
    void aMachineWithoutCardsHasNone() {
        Cards none = new Cards(CardSource.none(), new CardNumbers(null, null), () -> 0);
        assertThat(none.readings()).isEmpty();
        assertThat(none.numbered()).isNull();
        assertThat(none.numbered(0)).isNull();
        assertThat(none.driver()).isEmpty();
    }
}
