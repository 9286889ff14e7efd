package dev.slipway.inference.cache;

import java.util.Locale;

/** What became of a work that was looked up; each costs more than the one before. */
public enum Lookup {
    /** An answer was kept. */
    HIT,

    /** An equal work was under way, whose answer is waited for. */
    JOINED,

    /** It has to run. */
    MISS;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As it is written in metrics and headers. */
    public String word() {
        return word;
    }
}
