package dev.slipway.local.services;

import java.util.Locale;
import java.util.Optional;

/** What can be stopped and started by name, in the order in which it may start. */
public enum ServiceName {
    POSTGRES,
    OBJECT_STORE,
    REGISTRY,
    STORE,
    GATEWAY,
    AUTOSCALER;

    /** The form that people type; also the name of the run file and of the log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ServiceName> ofWord(String word) {
        for (ServiceName name : values()) {
            if (name.word().equals(word)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
