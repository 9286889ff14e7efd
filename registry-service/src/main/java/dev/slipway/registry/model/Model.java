package dev.slipway.registry.model;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A named thing that is served.
 *
 * @param lastVersion the highest number given so far, 0 before the first
 * @param rowVersion rises with each write
 */
public record Model(
        UUID id,
        String tenantId,
        String name,
        int lastVersion,
        long rowVersion,
        Instant createdAt) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
