package dev.slipway.store.archive;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an archive as they come in, counted. */
final class PackedBytes extends InputStream implements ArchiveSource {
    private final InputStream in;
    private long count;
    private @Nullable IOException failure;

    PackedBytes(InputStream in) {
        this.in = in;
    }

    long count() {
        return count;
    }

    @Override
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int read = in.read(target, offset, length);
            count += Math.max(read, 0);
            return read;
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }
}
