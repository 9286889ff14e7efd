package dev.slipway.store.upload;

import org.jspecify.annotations.Nullable;

/**
 * Who uploads a version of which model.
 *
 * @param idempotencyKey under which it becomes a version once only; null when the client chose none
 */
public record UploadRequest(
        String model, String tenantId, String principal, @Nullable String idempotencyKey) {}
