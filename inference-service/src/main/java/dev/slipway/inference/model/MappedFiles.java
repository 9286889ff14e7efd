package dev.slipway.inference.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files whose pages are kept near: mapped, and touched once, so that whoever reads them next finds
 * them in the system's cache of pages. They take no memory that the system cannot have back.
 */
final class MappedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappedFiles.class);

    /** Bytes that are touched before it is looked whether anybody still wants that. */
    private static final long PART_BYTES = 16L << 20;

    private final Arena arena;
    private final List<MemorySegment> parts;
    private boolean touching;
    private boolean closed;

    private MappedFiles(Arena arena, List<MemorySegment> parts) {
        this.arena = arena;
        this.parts = parts;
    }

    /** Maps files that do not change; null where one cannot be read. */
    @SuppressWarnings("MustBeClosed") // It is closed with what is returned.
    static @Nullable MappedFiles of(List<Path> files) {
        Arena arena = Arena.ofShared();
        boolean mapped = false;
        try {
            List<MemorySegment> parts = new ArrayList<>();
            for (Path file : files) {
                map(file, arena, parts);
            }
            mapped = true;
            return new MappedFiles(arena, parts);
        } catch (IOException unreadable) {
            LOG.warn("files could not be mapped: {}", unreadable.toString());
            return null;
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    private static void map(Path file, Arena arena, List<MemorySegment> parts) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            MemorySegment whole = channel.map(MapMode.READ_ONLY, 0, size, arena);
            for (long at = 0; at < size; at += PART_BYTES) {
                parts.add(whole.asSlice(at, Math.min(PART_BYTES, size - at)));
            }
        }
    }

    /** Reads all of it, on the thread that calls, until it is closed. */
    void touch() {
        synchronized (this) {
            if (closed || touching) {
                return;
            }
            touching = true;
        }
        try {
            for (int i = 0; i < parts.size() && !isClosed(); i++) {
                parts.get(i).load();
            }
        } finally {
            endTouching();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void endTouching() {
        touching = false;
        if (closed) {
            arena.close();
        }
    }

    /** Lets the pages go; where they are being touched, whoever does that unmaps them. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (!touching) {
                arena.close();
            }
        }
    }
}
