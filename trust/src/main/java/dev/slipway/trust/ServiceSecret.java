package dev.slipway.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret under which something is hashed; never printed. */
public final class ServiceSecret {
    private static final int MIN_BYTES = 32;

    private final SecretKeySpec key;

    private ServiceSecret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /**
     * Reads a secret.
     *
     * @throws IllegalArgumentException when it is not hexadecimal or shorter than 32 bytes
     */
    public static ServiceSecret ofHex(String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex.strip());
        } catch (IllegalArgumentException _) {
            // Without the cause, whose message repeats a part of the secret.
            throw new IllegalArgumentException("a secret must be hexadecimal");
        }
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException("a secret must have at least 32 bytes");
        }
        return new ServiceSecret(bytes);
    }

    /** Lower-case hex HMAC-SHA-256 of the text. */
    public String hmacHex(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    /** Compares in constant time. */
    public boolean matches(String text, String hmacHex) {
        return MessageDigest.isEqual(
                hmacHex(text).getBytes(StandardCharsets.US_ASCII),
                hmacHex.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "ServiceSecret[hidden]";
    }
}
