package dev.slipway.inference.card;

import java.util.List;

/** Where cards are read. */
public interface CardSource {
    /** The version of the cards' driver; empty where it cannot be told. */
    String driver();

    /** Every card that can be read now, in their order; none where there is none. */
    List<CardReading> read();

    /** Of a machine without cards, or whose cards cannot be read. */
    static CardSource none() {
        return new CardSource() {
            @Override
            public String driver() {
                return "";
            }

            @Override
            public List<CardReading> read() {
                return List.of();
            }
        };
    }
}
