package dev.slipway.store.bytes;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads kept bytes from front to back. A long skip opens the object again further on, so that
 * passing over gigabytes of weights costs one request and no transfer.
 */
public final class SkippingStream extends InputStream {
    /** A shorter skip is read through: that is cheaper than another request. */
    static final long REOPEN_BYTES = 1L << 20;

    private final ObjectStore store;
    private final String key;
    private final long size;
    private long position;
    private @Nullable InputStream current;

    public SkippingStream(ObjectStore store, String key, long size) {
        this.store = store;
        this.key = key;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        InputStream in = current;
        if (in == null) {
            in = store.open(key, position);
            current = in;
        }
        int count = in.read(target, offset, length);
        if (count > 0) {
            position += count;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.clamp(count, 0, size - position);
        InputStream in = current;
        if (in != null && skipped < REOPEN_BYTES) {
            skipped = in.skip(skipped);
        } else if (in != null) {
            in.close();
            current = null;
        }
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        InputStream in = current;
        if (in != null) {
            in.close();
            current = null;
        }
    }
}
