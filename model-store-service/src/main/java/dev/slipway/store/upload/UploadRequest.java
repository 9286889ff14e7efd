package dev.slipway.store.upload;

/** Who uploads a version of which model. */
public record UploadRequest(String model, String tenantId, String principal) {}
