package dev.slipway.inference.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TensorRT built, by all that it depends on, in a folder that the replicas of a machine share.
 * TensorRT writes its files where it reads them, and not at once; so each load has a folder of its
 * own with copies of what is kept, and what is new there appears among what is kept by rename, once
 * it was quiet for a while. Kept are so many entries and bytes; the longest unused go first, and
 * are built again where they are wanted.
 */
public final class EngineCache {
    static final int MOST_ENTRIES = 64;

    /** A file that changed since may still be written. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(EngineCache.class);

    /** Folders of loads that no process has tended for so long are those of dead ones. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path kept;
    private final Path loads;
    private final long mostBytes;
    private final InstantSource clock;
    private final List<Entry> open = new ArrayList<>();
    private @Nullable Path own;

    /**
     * Makes no folder before something is loaded.
     *
     * @param directory only its owner may read it: engines are code
     * @param mostBytes of what is kept
     */
    public EngineCache(Path directory, long mostBytes, InstantSource clock) {
        this.kept = directory.resolve("kept");
        this.loads = directory.resolve("loads");
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** Begins a load. */
    synchronized Entry open(String key) throws IOException {
        Path folder = Files.createTempDirectory(own(), "load");
        Entry entry = new Entry(key, folder);
        entry.fetch();
        open.add(entry);
        return entry;
    }

    private Path own() throws IOException {
        Path folder = own;
        if (folder == null) {
            EngineFiles.createForOwner(kept);
            EngineFiles.createForOwner(loads);
            sweep();
            folder = Files.createTempDirectory(loads, "replica");
            own = folder;
        }
        return folder;
    }

    private void sweep() throws IOException {
        Instant before = clock.instant().minus(ABANDONED);
        for (Path folder : EngineFiles.foldersIn(loads)) {
            if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
                EngineFiles.remove(folder);
            }
        }
    }

    /**
     * Keeps what was built since the last round, says that this replica lives and uses what it has
     * loaded, and keeps the bounds. To be called each minute or so.
     */
    public synchronized void tend() {
        if (own == null) {
            return;
        }
        try {
            EngineFiles.touch(own, clock.instant());
            Instant quiet = clock.instant().minus(QUIET);
            for (Entry entry : open) {
                entry.keep(quiet);
            }
            keepBounds();
        } catch (IOException broken) {
            LOG.warn("TensorRT's engines could not be kept; trying again: {}", broken.toString());
        }
    }

    private void keepBounds() throws IOException {
        List<Kept> all = new ArrayList<>();
        long bytes = 0;
        for (Path folder : EngineFiles.foldersIn(kept)) {
            Kept one = Kept.of(folder);
            all.add(one);
            bytes += one.bytes();
        }
        all.sort(Comparator.comparing(Kept::lastUse));
        int left = all.size();
        for (Kept oldest : all) {
            if (bytes <= mostBytes && left <= MOST_ENTRIES) {
                return;
            }
            LOG.info("removing engines of TensorRT, unused since {}", oldest.lastUse());
            EngineFiles.remove(oldest.folder());
            bytes -= oldest.bytes();
            left--;
        }
    }

    /** An entry of what is kept; its folder was changed when it was last used. */
    private record Kept(Path folder, Instant lastUse, long bytes) {
        static Kept of(Path folder) throws IOException {
            long bytes = 0;
            for (Path file : EngineFiles.in(folder)) {
                bytes += State.of(file).bytes();
            }
            return new Kept(folder, Files.getLastModifiedTime(folder).toInstant(), bytes);
        }
    }

    /** By which it is told whether a file was written again. */
    private record State(long bytes, FileTime changed) {
        static State of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(now.size(), now.lastModifiedTime());
        }
    }

    /** One load. Its folder is TensorRT's until it is closed. */
    final class Entry {
        private final String key;
        private final Path folder;
        private final Map<String, State> known = new HashMap<>();
        private boolean fromBefore;

        private Entry(String key, Path folder) {
            this.key = key;
            this.folder = folder;
        }

        Path folder() {
            return folder;
        }

        /** Whether something was kept for this load. */
        boolean isFromBefore() {
            synchronized (EngineCache.this) {
                return fromBefore;
            }
        }

        private void fetch() throws IOException {
            for (Path file : EngineFiles.in(kept.resolve(key))) {
                String name = EngineFiles.name(file);
                Path copy = Files.copy(file, folder.resolve(name));
                known.put(name, State.of(copy));
                fromBefore = true;
            }
            EngineFiles.touch(kept.resolve(key), clock.instant());
        }

        private void keep(Instant quietSince) throws IOException {
            for (Path file : EngineFiles.in(folder)) {
                State state = State.of(file);
                boolean quiet = !state.changed().toInstant().isAfter(quietSince);
                if (quiet && !state.equals(known.get(EngineFiles.name(file)))) {
                    keep(file, state);
                }
            }
            EngineFiles.touch(kept.resolve(key), clock.instant());
        }

        private void keep(Path file, State state) throws IOException {
            Path target = EngineFiles.createForOwner(kept.resolve(key));
            String name = EngineFiles.name(file);
            Path half = target.resolve(UUID.randomUUID() + EngineFiles.HALF);
            try {
                Files.copy(file, half);
                if (state.equals(State.of(file))) {
                    Files.move(half, target.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                    known.put(name, state);
                }
            } finally {
                Files.deleteIfExists(half);
            }
        }

        /** What was kept is of no use. */
        void forget() {
            synchronized (EngineCache.this) {
                known.clear();
                fromBefore = false;
                try {
                    EngineFiles.remove(kept.resolve(key));
                    for (Path file : EngineFiles.in(folder)) {
                        Files.deleteIfExists(file);
                    }
                } catch (IOException broken) {
                    LOG.warn("engines of TensorRT could not be removed: {}", broken.toString());
                }
            }
        }

        /** The engine is closed, or was never made; what was built is kept all the same. */
        void close() {
            synchronized (EngineCache.this) {
                open.remove(this);
                try {
                    try {
                        keep(Instant.MAX);
                        keepBounds();
                    } finally {
                        EngineFiles.remove(folder);
                    }
                } catch (IOException broken) {
                    LOG.warn("engines of TensorRT could not be kept: {}", broken.toString());
                }
            }
        }
    }
}
