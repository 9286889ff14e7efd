package dev.slipway.registry.alias;

import dev.slipway.registry.revision.Etag;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A movable name of a version.
 *
 * @param number of the version
 * @param rowVersion rises with each write
 */
public record Alias(
        UUID modelId,
        String name,
        int number,
        long rowVersion,
        Instant createdAt,
        Instant updatedAt) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Changes with each write; one that was deleted and set again is another. */
    public String etag() {
        return Etag.of(rowVersion, createdAt.toEpochMilli());
    }
}
