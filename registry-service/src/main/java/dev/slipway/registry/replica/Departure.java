package dev.slipway.registry.replica;

import java.util.Locale;

/** How a replica left. */
public enum Departure {
    /** It said so itself. */
    GOODBYE,
    /** Its actuator saw it die. */
    DEATH,
    /** It was silent for long; it may come back. */
    LEASE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Departure ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
