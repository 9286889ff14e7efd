package dev.slipway.registry.access;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes API keys: {@code slw_<prefix>_<secret>}, hashed as gateways hash what they are shown. A
 * secret of 43 characters out of 62 holds 256 bits.
 */
public final class KeyMint {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PREFIX_LENGTH = 8;
    private static final int SECRET_LENGTH = 43;
    private static final String ALGORITHM = "HmacSHA256";

    private final String secretHex;
    private final RandomGenerator random;

    /**
     * A mint.
     *
     * @param secretHex the secret that gateways share; blank when there is none
     * @param random must not be foreseeable
     */
    public KeyMint(String secretHex, RandomGenerator random) {
        this.secretHex = secretHex.strip();
        this.random = random;
        HexFormat.of().parseHex(this.secretHex);
    }

    /**
     * A fresh key.
     *
     * @param key the whole key, to be shown once
     * @param hash lower-case hex HMAC-SHA-256 of it
     */
    public record MintedKey(String prefix, String key, String hash) {
        /** Without the key. */
        @Override
        public String toString() {
            return "MintedKey[" + prefix + "]";
        }
    }

    /** Whether it has the secret without which no gateway would know its keys. */
    public boolean canMint() {
        return !secretHex.isEmpty();
    }

    public MintedKey mint() {
        String prefix = characters(PREFIX_LENGTH);
        String key = "slw_" + prefix + "_" + characters(SECRET_LENGTH);
        return new MintedKey(prefix, key, hash(key));
    }

    private String characters(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int at = 0; at < count; at++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private String hash(String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(secretHex), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
