package dev.slipway.store.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** What comes out of a tar's compression, headers and padding included, held to the limits. */
final class UnpackedBytes extends InputStream {
    private final InputStream in;
    private final EntryRules rules;
    private final IntConsumer before;
    private long allowance = Long.MAX_VALUE;

    /**
     * Nothing is read yet.
     *
     * @param before told how many bytes are wanted, each time before they are read
     */
    UnpackedBytes(InputStream in, EntryRules rules, IntConsumer before) {
        this.in = in;
        this.rules = rules;
        this.before = before;
    }

    /** How many bytes may be read until this is called again. */
    void allow(long bytes) {
        allowance = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        before.accept(length);
        int read = in.read(target, offset, length);
        if (read > 0) {
            rules.unpacked(read);
            allowance -= read;
            if (allowance < 0) {
                throw rules.refused("holds an entry with an overlong header; pack it again");
            }
        }
        return read;
    }
}
