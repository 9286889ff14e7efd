package dev.slipway.contract.token;

import org.jspecify.annotations.Nullable;

/**
 * A service says who it is and proves it.
 *
 * @param role such as {@code gateway}
 * @param secret this role's own enrolment secret
 * @param instance this process, 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 * @param callerKey gateways only: the Ed25519 key (X.509, base64) with which this process signs on
 *     whose behalf it asks; null for all others
 */
public record EnrolmentRequest(
        String role, String secret, String instance, @Nullable String callerKey) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "EnrolmentRequest[" + role + " " + instance + "]";
    }
}
