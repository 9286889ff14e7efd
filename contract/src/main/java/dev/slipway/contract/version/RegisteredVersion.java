package dev.slipway.contract.version;

import dev.slipway.contract.document.DocumentNumber;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version that has its number.
 *
 * @param state {@code verified}
 * @param document the routing document from which on gateways know it
 * @param uploadId the upload that it came of: an earlier one when the client repeated itself; null
 *     from a registry that does not say it
 */
public record RegisteredVersion(
        String model,
        int version,
        String state,
        String manifestSha256,
        DocumentNumber document,
        @Nullable UUID uploadId) {}
