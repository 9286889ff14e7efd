package dev.slipway.registry.access.http;

import dev.slipway.contract.document.Grant;
import dev.slipway.registry.access.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key on the wire, without what is secret of it.
 *
 * @param lastUsedAt as gateways report it each minute; null before the first report
 */
record ShownKey(
        UUID id,
        String prefix,
        String label,
        String principal,
        List<Grant> grants,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt) {
    static ShownKey of(ApiKey key) {
        return new ShownKey(
                key.id(),
                key.prefix(),
                key.label(),
                key.principal(),
                key.grants(),
                key.createdBy(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.createdAt());
    }
}
