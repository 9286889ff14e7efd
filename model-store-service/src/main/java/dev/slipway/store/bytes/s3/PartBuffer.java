package dev.slipway.store.bytes.s3;

import io.minio.Http;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One part in memory, and of an object of several parts the one before it, which is still sent. It
 * grows to its bound only when a part needs it, and is then used again.
 */
final class PartBuffer {
    private static final int FIRST_BYTES = 64 << 10;

    private final int bound;
    private byte[] bytes;
    private byte[] before = new byte[0];
    private int length;
    private int next = -1;

    PartBuffer(int bound) {
        this.bound = bound;
        this.bytes = new byte[Math.min(FIRST_BYTES, bound)];
    }

    /** Fills the buffer from the stream; true when it is full and the stream holds more. */
    boolean fill(InputStream in) throws IOException {
        length = 0;
        if (next >= 0) {
            bytes[length++] = (byte) next;
        }
        while (true) {
            int count = in.readNBytes(bytes, length, bytes.length - length);
            length += count;
            if (length < bytes.length) {
                next = -1;
                return false;
            }
            next = in.read();
            if (next < 0) {
                return false;
            }
            if (bytes.length == bound) {
                return true;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(bound, bytes.length * 2L));
            bytes[length++] = (byte) next;
        }
    }

    /**
     * Fills the buffer anew; the bytes that it held before stay as they are until the next time.
     */
    boolean fillBeside(InputStream in) throws IOException {
        byte[] held = bytes;
        bytes = before.length == held.length ? before : new byte[held.length];
        before = held;
        return fill(in);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** The part's digest, which the server checks; the client derives its checksum from it. */
    Http.Headers headers() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return new Http.Headers(
                    Http.Headers.X_AMZ_CONTENT_SHA256, HexFormat.of().formatHex(sha256.digest()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
