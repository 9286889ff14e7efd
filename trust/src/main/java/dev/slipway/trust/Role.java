package dev.slipway.trust;

import java.util.Locale;

/** Which kind of service speaks or is spoken to. */
public enum Role {
    GATEWAY,
    REGISTRY,
    STORE,
    REPLICA,
    AUTOSCALER;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
