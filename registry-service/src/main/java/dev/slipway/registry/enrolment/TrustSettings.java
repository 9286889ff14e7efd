package dev.slipway.registry.enrolment;

import java.time.Duration;

/**
 * With what service tokens are made and checked.
 *
 * @param signingKey Ed25519, PKCS#8 in base64; only the registry has it
 * @param verifyKey its public half, X.509 in base64; several with commas while keys are changed
 * @param enrolmentMaster hexadecimal; each role's enrolment secret is made of it
 * @param tokenLifetime how long a token holds
 */
public record TrustSettings(
        String signingKey, String verifyKey, String enrolmentMaster, Duration tokenLifetime) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    public TrustSettings {
        if (tokenLifetime.compareTo(SHORTEST) < 0 || tokenLifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "slipway.trust.token-lifetime must be from 10 s to 1 h");
        }
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "TrustSettings[tokenLifetime=" + tokenLifetime + "]";
    }
}
