package dev.slipway.registry.rollout;

import java.util.Locale;

/** Where a rollout is. */
public enum RolloutState {
    /** Replicas fetch, load and warm the new version; traffic stays where it was. */
    PREPARING,
    /** Traffic is switched in one document, which gateways are applying. */
    PROGRESSING,
    /** All gateways route the new version; the old one stays warm for a way back. */
    BAKING,
    COMPLETED,
    ROLLED_BACK,
    ABORTED,
    FAILED;

    public boolean isActive() {
        return this == PREPARING || this == PROGRESSING || this == BAKING;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static RolloutState ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
