package dev.slipway.contract.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may ask for what. Keys are held as HMAC-SHA-256 of the whole key, found by prefix. */
public record AccessDocument(DocumentNumber version, List<AccessKey> keys) {

    /**
     * One API key, of the form {@code slw_<prefix>_<secret>}.
     *
     * @param prefix the part between the underscores, eight characters, unique
     * @param hash lower-case hex HMAC-SHA-256 of the whole key
     * @param expiresAtMs unix milliseconds after which it is refused, or null
     */
    public record AccessKey(
            String prefix,
            String hash,
            String principal,
            String tenantId,
            List<Grant> grants,
            @Nullable Long expiresAtMs) {}
}
