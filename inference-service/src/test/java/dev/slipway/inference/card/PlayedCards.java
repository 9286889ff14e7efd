package dev.slipway.inference.card;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Cards as a test wants them. */
final class PlayedCards implements CardSource {
    static final long GIB = 1L << 30;

    final AtomicLong now = new AtomicLong();
    final List<CardReading> cards = new ArrayList<>();
    int reads;

    /** So many of one kind. */
    static PlayedCards of(int number, long bytes) {
        PlayedCards played = new PlayedCards();
        for (int index = 0; index < number; index++) {
            played.cards.add(card(index, "H200", bytes));
        }
        return played;
    }

    static CardReading card(int index, String name, long bytes) {
        return new CardReading(
                index,
                name,
                "9.0",
                OptionalLong.of(bytes),
                OptionalLong.of(bytes / 4),
                OptionalDouble.of(0.5));
    }

    /** As CUDA numbers them where nothing is said of it. */
    Cards cards() {
        return new Cards(this, new CardNumbers(null, null), now::get);
    }

    @Override
    public String driver() {
        return "580.159";
    }

    @Override
    public List<CardReading> read() {
        reads++;
        return List.copyOf(cards);
    }
}
