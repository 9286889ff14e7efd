package dev.slipway.inference.artefact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was not used for longest. The time of a file's last change is the time of its last
 * use, which several processes can tell each other without a word: a file of a package is a link to
 * its artefact, so that both are touched at once. What was used within the grace is never removed,
 * and what is removed after all can be fetched again; who has it open or mapped keeps it.
 */
public final class CacheBound {
    private static final Logger LOG = LoggerFactory.getLogger(CacheBound.class);
    private static final Duration GRACE = Duration.ofHours(1);

    private final Path artefacts;
    private final Path packages;
    private final InstantSource clock;

    /** Reads nothing yet. */
    public CacheBound(Path directory, InstantSource clock) {
        this.artefacts = directory.resolve("sha256");
        this.packages = directory.resolve("packages");
        this.clock = clock;
    }

    /** A package is in use: its files, its manifest, and itself. */
    void used(String seal) throws IOException {
        FileTime now = FileTime.from(clock.instant());
        touch(artefacts.resolve(seal), now);
        Path directory = packages.resolve(seal);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    touch(file, now);
                }
            } catch (UncheckedIOException gone) {
                throw gone.getCause();
            }
        }
    }

    static void touch(Path file, FileTime now) throws IOException {
        try {
            Files.setLastModifiedTime(file, now);
        } catch (NoSuchFileException absent) {
            // Not fetched yet, or removed in between.
        }
    }

    /** Removes what is unused until the bound is kept, and says how many bytes there are then. */
    long removeUnused(long mostBytes) throws IOException {
        Map<Object, Content> contents = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        collect(artefacts, contents, entries);
        collect(packages, contents, entries);
        long bytes = contents.values().stream().mapToLong(content -> content.bytes).sum();
        Instant unused = clock.instant().minus(GRACE);
        entries.sort(Comparator.comparing(Entry::lastUse));
        for (Entry entry : entries) {
            if (bytes <= mostBytes || !entry.lastUse().isBefore(unused)) {
                break;
            }
            bytes -= remove(entry);
        }
        return bytes;
    }

    /** The bytes that this freed: none where another link to the content is left. */
    private static long remove(Entry entry) throws IOException {
        LOG.info("removing {} from the cache, unused since {}", entry.path(), entry.lastUse());
        for (Path file : entry.files().reversed()) {
            Files.deleteIfExists(file);
        }
        long freed = 0;
        for (Content content : entry.contents()) {
            content.links--;
            freed += content.links == 0 ? content.bytes : 0;
        }
        return freed;
    }

    private static void collect(Path root, Map<Object, Content> contents, List<Entry> entries)
            throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> listed = Files.list(root)) {
            paths = listed.toList();
        }
        for (Path path : paths) {
            EntryReader reader = new EntryReader(contents);
            Files.walkFileTree(path, reader);
            entries.add(new Entry(path, reader.lastUse, reader.files, reader.contents));
        }
    }

    /** An artefact, or a package with all its files, folders before what is in them. */
    private record Entry(Path path, Instant lastUse, List<Path> files, List<Content> contents) {}

    /** Bytes on the disk, whatever the number of links to them. */
    private static final class Content {
        private final long bytes;
        private int links;

        Content(long bytes) {
            this.bytes = bytes;
        }
    }

    private static final class EntryReader extends SimpleFileVisitor<Path> {
        private final Map<Object, Content> known;
        private final List<Path> files = new ArrayList<>();
        private final List<Content> contents = new ArrayList<>();
        private Instant lastUse = Instant.MIN;

        EntryReader(Map<Object, Content> known) {
            this.known = known;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            note(directory, attributes);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            note(file, attributes);
            Object key = attributes.fileKey() == null ? file : attributes.fileKey();
            Content content = known.computeIfAbsent(key, _ -> new Content(attributes.size()));
            content.links++;
            contents.add(content);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // another replica removed or renamed it
            }
            throw failed;
        }

        private void note(Path path, BasicFileAttributes attributes) {
            files.add(path);
            Instant changed = attributes.lastModifiedTime().toInstant();
            lastUse = changed.isAfter(lastUse) ? changed : lastUse;
        }
    }
}
