package dev.slipway.gateway.quarantine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a body and of what it asks for: by it a body is known again. */
public final class BodyDigest {
    private BodyDigest() {}

    /**
     * In hexadecimal. The bytes are read to their end.
     *
     * @param asked what is asked of the model, as the same bytes may mean different work
     */
    public static String of(String asked, ByteBuffer... bytes) {
        MessageDigest digest = sha256();
        digest.update(asked.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        for (ByteBuffer part : bytes) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
