package dev.slipway.store.archive;

import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.SkippingStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Kept bytes that are read here and there. Their end, where a zip's table of contents is searched
 * for byte by byte, is held; everything else streams, and only a step back asks the object store
 * anew.
 */
final class KeptChannel implements SeekableByteChannel, ArchiveSource {
    /** Holds the longest comment and all else that a zip may have behind its table of contents. */
    private static final int TAIL_BYTES = 128 << 10;

    private static final int BUFFER_BYTES = 64 << 10;

    private final ObjectStore objects;
    private final String key;
    private final long size;
    private final EntryRules rules;
    private long position;
    private long allowance;
    private boolean open = true;
    private byte @Nullable [] tail;
    private @Nullable InputStream current;
    private long currentAt;
    private @Nullable IOException failure;

    /**
     * Opens kept bytes.
     *
     * @param tableBytes how much may be read until {@link #tableRead} is called
     */
    KeptChannel(ObjectStore objects, String key, long size, EntryRules rules, long tableBytes) {
        this.objects = objects;
        this.key = key;
        this.size = size;
        this.rules = rules;
        this.allowance = tableBytes;
    }

    /** From now on as much as wanted may be read. */
    void tableRead() {
        allowance = Long.MAX_VALUE;
    }

    @Override
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (position >= size) {
            return -1;
        }
        try {
            int count = position >= size - TAIL_BYTES ? fromTail(target) : fromStream(target);
            position += count;
            allowance -= count;
            if (allowance < 0) {
                throw rules.refused(
                        "has a table of contents of too many entries; pack fewer files");
            }
            return count;
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }

    private int fromTail(ByteBuffer target) throws IOException {
        long from = Math.max(0, size - TAIL_BYTES);
        byte[] held = tail;
        if (held == null) {
            try (InputStream in = objects.open(key, from)) {
                held = in.readNBytes((int) (size - from));
            }
            requireAll(held.length == size - from);
            tail = held;
        }
        int offset = (int) (position - from);
        int count = Math.min(target.remaining(), held.length - offset);
        target.put(held, offset, count);
        return count;
    }

    private int fromStream(ByteBuffer target) throws IOException {
        InputStream in = current;
        if (in == null || currentAt > position) {
            close(in);
            in = new BufferedInputStream(new SkippingStream(objects, key, size), BUFFER_BYTES);
            current = in;
            currentAt = 0;
        }
        in.skipNBytes(position - currentAt);
        currentAt = position;
        byte[] bytes = new byte[Math.min(target.remaining(), BUFFER_BYTES)];
        int count = in.read(bytes, 0, bytes.length);
        requireAll(count >= 0);
        currentAt += count;
        target.put(bytes, 0, count);
        return count;
    }

    private static void requireAll(boolean whole) throws EOFException {
        if (!whole) {
            throw new EOFException("kept bytes are fewer than they were");
        }
    }

    private static void close(@Nullable InputStream in) throws IOException {
        if (in != null) {
            in.close();
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("a position before the first byte");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        InputStream in = current;
        current = null;
        close(in);
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }
}
