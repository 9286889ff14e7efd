package dev.slipway.store.ledger;

/**
 * Bytes that are kept under their digest.
 *
 * @param sha256 lower-case hex
 * @param objectKey where the object store keeps them
 */
public record KeptArtefact(String sha256, long sizeBytes, String objectKey) {}
