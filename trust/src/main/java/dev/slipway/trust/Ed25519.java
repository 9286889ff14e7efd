package dev.slipway.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Signs and checks text with the JDK's own Ed25519; a signature is unpadded base64url. */
final class Ed25519 {
    static final String ALGORITHM = "Ed25519";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Ed25519() {}

    static PrivateKey privateKey(String pkcs8) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(decoded(pkcs8)));
        } catch (IllegalArgumentException | GeneralSecurityException noKey) {
            // Without its cause, which might print a part of the key.
            throw new IllegalArgumentException("a signing key must be Ed25519, PKCS#8 in base64");
        }
    }

    static PublicKey publicKey(String x509) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(decoded(x509)));
        } catch (IllegalArgumentException | GeneralSecurityException noKey) {
            throw new IllegalArgumentException(
                    "a verify key must be Ed25519, X.509 in base64", noKey);
        }
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64.strip());
    }

    static String sign(PrivateKey key, String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    /** Never throws: what is no signature does not fit either. */
    static boolean fits(PublicKey key, String text, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getUrlDecoder().decode(signature));
        } catch (IllegalArgumentException | GeneralSecurityException noSignature) {
            return false;
        }
    }
}
