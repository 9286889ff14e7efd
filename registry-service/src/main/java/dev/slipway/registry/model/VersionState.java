package dev.slipway.registry.model;

import java.util.Locale;

/** Where a version is in its life. */
public enum VersionState {
    UPLOADING,
    VERIFIED,
    REJECTED,
    RETIRED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static VersionState ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
