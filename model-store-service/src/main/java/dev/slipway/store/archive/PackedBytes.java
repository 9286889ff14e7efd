package dev.slipway.store.archive;

import dev.slipway.store.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an archive as they come in, counted and held to what one step may take. */
final class PackedBytes extends InputStream implements ArchiveSource {
    private final InputStream in;
    private final String archive;
    private long count;
    private long allowance = Long.MAX_VALUE;
    private @Nullable IOException failure;

    PackedBytes(InputStream in, String archive) {
        this.in = in;
        this.archive = archive;
    }

    /** How many bytes may be read until this is called again. */
    void allow(long bytes) {
        allowance = bytes;
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
            allowance -= Math.max(read, 0);
            if (allowance < 0) {
                throw ArchiveSource.refused(
                        "'"
                                + Refusal.shown(archive)
                                + "' is compressed with an overlong header; pack it again");
            }
            return read;
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }
}
