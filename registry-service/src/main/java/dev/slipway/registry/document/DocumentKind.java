package dev.slipway.registry.document;

import java.util.Locale;

/** The documents that gateways work from. */
public enum DocumentKind {
    ROUTING,
    ACCESS;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
