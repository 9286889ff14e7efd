package dev.slipway.registry.access.http;

import dev.slipway.contract.document.Grant;
import dev.slipway.registry.access.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that was just made, on the wire.
 *
 * @param key the whole key; null in a repeated answer, for it is kept nowhere
 * @param detail one sentence about the key
 */
record MadeKey(
        UUID id,
        String prefix,
        @Nullable String key,
        String detail,
        String label,
        String principal,
        List<Grant> grants,
        @Nullable Instant expiresAt,
        Instant createdAt) {
    static MadeKey of(ApiKey made, @Nullable String key) {
        return new MadeKey(
                made.id(),
                made.prefix(),
                key,
                key == null
                        ? "The key was shown in the first answer and is kept nowhere; if it was"
                                + " lost, revoke this one and make another."
                        : "The key is shown this once; keep it.",
                made.label(),
                made.principal(),
                made.grants(),
                made.expiresAt(),
                made.createdAt());
    }
}
