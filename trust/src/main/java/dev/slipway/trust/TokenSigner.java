package dev.slipway.trust;

import dev.slipway.supervision.environment.SettingException;
import java.security.PrivateKey;

/**
 * Signs tokens: {@code v1.claims.signature}. It signs what it is given; who gets which token is
 * decided where the key is, in the registry.
 */
public final class TokenSigner {
    static final String PREFIX = "v1.";

    /** Keeps a signature of a token from being one of anything else. */
    static final String PURPOSE = "slipway service token ";

    private final PrivateKey key;

    private TokenSigner(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads the key.
     *
     * @throws SettingException when it is no Ed25519 key in PKCS#8 and base64
     */
    public static TokenSigner of(String privateKey) {
        try {
            return new TokenSigner(Ed25519.privateKey(privateKey));
        } catch (IllegalArgumentException noKey) {
            throw new SettingException(
                    "SLIPWAY_SIGNING_KEY must be a private key, Ed25519, PKCS#8 in base64;"
                            + " ./slipway secrets makes one");
        }
    }

    public String sign(ServiceToken token) {
        String claims = PREFIX + token.claims();
        return claims + "." + Ed25519.sign(key, PURPOSE + claims);
    }

    @Override
    public String toString() {
        return "TokenSigner[hidden]";
    }
}
