package dev.slipway.store.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes what is read through it, and says that it moves. */
final class ReceivedBytes extends FilterInputStream {
    private final MessageDigest sha256 = newSha256();
    private final Moved moved;
    private long count;

    ReceivedBytes(InputStream in, Moved moved) {
        super(in);
        this.moved = moved;
    }

    /** Told after each read. */
    interface Moved {
        void bytesCame() throws IOException;
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            sha256.update((byte) value);
            count++;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) {
            sha256.update(target, offset, read);
            count += read;
        }
        moved.bytesCame();
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        throw new IOException("what is hashed cannot be skipped");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    long count() {
        return count;
    }

    /** Ends the hash; called once. */
    String sha256Hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
