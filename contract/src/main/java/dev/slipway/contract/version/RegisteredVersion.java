package dev.slipway.contract.version;

import dev.slipway.contract.document.DocumentNumber;

/**
 * A version that has its number.
 *
 * @param state {@code verified}
 * @param document the routing document from which on gateways know it
 */
public record RegisteredVersion(
        String model, int version, String state, String manifestSha256, DocumentNumber document) {}
