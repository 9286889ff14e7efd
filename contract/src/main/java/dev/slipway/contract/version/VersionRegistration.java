package dev.slipway.contract.version;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The store asks for a number for what it has stored and checked; idempotent by upload.
 *
 * @param uploadId the upload, a UUIDv7 given by the store
 * @param idempotencyKey the key that the client chose for the upload; null when it chose none
 */
public record VersionRegistration(
        UUID uploadId,
        String tenantId,
        String principal,
        String manifestSha256,
        long sizeBytes,
        ModelSignature signature,
        @Nullable String task,
        @Nullable String idempotencyKey) {}
