package dev.slipway.registry.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.registry.revision.Etag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An immutable, numbered version of a model. */
public record Version(
        UUID id,
        UUID modelId,
        int number,
        VersionState state,
        String manifestSha256,
        long sizeBytes,
        ModelSignature signature,
        @Nullable String task,
        String registeredBy,
        long rowVersion,
        Instant createdAt) {

    /** Changes with each write. */
    public String etag() {
        return Etag.of(rowVersion);
    }
}
