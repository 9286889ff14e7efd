package dev.slipway.registry.model;

import dev.slipway.contract.version.ModelSignature;
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
        Instant createdAt) {}
