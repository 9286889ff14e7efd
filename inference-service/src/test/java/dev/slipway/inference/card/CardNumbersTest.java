package dev.slipway.inference.card;

import static dev.slipway.inference.card.PlayedCards.card;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CardNumbersTest {
    private static final List<CardReading> ALIKE =
            List.of(card(0, "A", 10), card(1, "A", 11), card(2, "A", 12));
    private static final List<CardReading> MIXED = List.of(card(0, "A", 10), card(1, "B", 11));

    /** The cards' own numbers in CUDA's order; null where that is not known. */
    private static @Nullable List<Integer> numbered(
            List<CardReading> all, @Nullable String visible, @Nullable String order) {
        List<CardReading> numbered = new CardNumbers(visible, order).numbered(all);
        return numbered == null ? null : numbered.stream().map(CardReading::index).toList();
    }

    @Test
    void whereNothingIsSaidCardsOfOneKindHaveTheirOwnNumbers() {
        assertThat(numbered(ALIKE, null, null)).containsExactly(0, 1, 2);
    }

    @Test
    void thoseThatAreListedAreNumberedInTheOrderOfTheList() {
        assertThat(numbered(ALIKE, "2, 0", null)).containsExactly(2, 0);
        assertThat(numbered(ALIKE, "", null)).isEmpty();
    }

    @Test
    void nothingAfterANumberThatIsNoneCounts() {
        assertThat(numbered(ALIKE, "1,7,0", null)).containsExactly(1);
        assertThat(numbered(ALIKE, "-1,0", null)).isEmpty();
    }

    @Test
    void whatIsListedByNameIsNotKnown() {
        assertThat(numbered(ALIKE, "GPU-0e9fdafb", null)).isNull();
        assertThat(numbered(ALIKE, "MIG-0e9fdafb", null)).isNull();
    }

    @Test
    void cardsOfSeveralKindsAreKnownOnlyInTheOrderOfTheBus() {
        assertThat(numbered(MIXED, null, null)).isNull();
        assertThat(numbered(MIXED, null, "FASTEST_FIRST")).isNull();
        assertThat(numbered(MIXED, "1", "PCI_BUS_ID")).containsExactly(1);
    }

    @Test
    void whereACardCannotBeReadTheOthersHaveNoNumbers() {
        assertThat(numbered(List.of(card(1, "A", 10)), null, null)).isNull();
        assertThat(numbered(List.of(), null, null)).isNull();
    }
}
