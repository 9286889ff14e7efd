package dev.slipway.registry.access;

import dev.slipway.contract.document.Grant;
import java.util.List;

/**
 * A key that exists from the start.
 *
 * @param prefix eight characters by which it is found
 * @param hash lower-case hex HMAC-SHA-256 of the whole key
 * @param label for people
 */
public record BootstrapKey(
        String prefix, String hash, String label, String principal, List<Grant> grants) {}
