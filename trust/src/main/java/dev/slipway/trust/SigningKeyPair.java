package dev.slipway.trust;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * An Ed25519 key pair as text; the private half is never printed.
 *
 * @param privateKey PKCS#8, base64
 * @param publicKey X.509, base64
 */
public record SigningKeyPair(String privateKey, String publicKey) {
    public static SigningKeyPair fresh(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(Ed25519.ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return new SigningKeyPair(
                    base64.encodeToString(pair.getPrivate().getEncoded()),
                    base64.encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    @Override
    public String toString() {
        return "SigningKeyPair[" + publicKey + "]";
    }
}
