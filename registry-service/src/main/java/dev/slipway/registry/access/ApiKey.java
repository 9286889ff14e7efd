package dev.slipway.registry.access;

import dev.slipway.contract.document.Grant;
import dev.slipway.registry.revision.Etag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key without what is secret of it.
 *
 * @param prefix eight characters by which it is found
 * @param createdBy the principal that made it; null when it exists from the start
 * @param lastUsedAt when a gateway last reported its use; null before
 * @param rowVersion rises with each write
 */
public record ApiKey(
        UUID id,
        String tenantId,
        String prefix,
        String label,
        String principal,
        List<Grant> grants,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        long rowVersion) {
    public ApiKey {
        grants = List.copyOf(grants);
    }

    /** Changes with each write, and with each report of its use. */
    public String etag() {
        return lastUsedAt == null
                ? Etag.of(rowVersion)
                : Etag.of(rowVersion, lastUsedAt.toEpochMilli());
    }
}
