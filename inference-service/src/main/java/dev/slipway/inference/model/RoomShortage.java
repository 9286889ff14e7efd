package dev.slipway.inference.model;

import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.memory.Shortage;

/** What a version lacks to be loaded now. */
sealed interface RoomShortage {
    /** One with the numbers, for people, and what they can do. */
    String sentence();

    /** Bytes that must come free, more than 0. */
    long missing();

    /** Native memory of this process. */
    record Memory(Shortage shortage) implements RoomShortage {
        @Override
        public String sentence() {
            return shortage.sentence();
        }

        @Override
        public long missing() {
            return shortage.needed() - shortage.free();
        }
    }

    /** A part of a card. */
    record Card(CardShortage shortage) implements RoomShortage {
        @Override
        public String sentence() {
            return shortage.sentence();
        }

        /** At most the largest long: a limit may be any number. */
        @Override
        public long missing() {
            long missing = shortage.needed() - shortage.free();
            return missing < 0 ? Long.MAX_VALUE : missing;
        }
    }
}
