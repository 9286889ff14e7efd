package dev.slipway.inference.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {
    private static final long MOST_BYTES = 250;

    @TempDir Path directory;

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private EngineCache cache = new EngineCache(Path.of("unset"), 0, () -> now);

    @BeforeEach
    void open() {
        cache = new EngineCache(root(), MOST_BYTES, () -> now);
    }

    private Path root() {
        return directory.resolve("tensorrt");
    }

    private Path kept(String key) {
        return root().resolve("kept").resolve(key);
    }

    /** TensorRT writes a file now. */
    private void write(EngineCache.Entry entry, String name, int bytes) throws IOException {
        Path file = entry.folder().resolve(name);
        Files.write(file, new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(now));
    }

    private void built(String key, int bytes) throws IOException {
        EngineCache.Entry entry = cache.open(key);
        write(entry, "graph.engine", bytes);
        entry.close();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @Test
    void whatALoadBuiltIsThereForTheNextOfItsKind() throws Exception {
        EngineCache.Entry first = cache.open("a");
        assertThat(first.isFromBefore()).isFalse();
        write(first, "graph.engine", 10);
        write(first, "card.timing", 5);
        first.close();
        assertThat(first.folder()).doesNotExist();

        EngineCache.Entry second = cache.open("a");
        assertThat(second.isFromBefore()).isTrue();
        assertThat(names(second.folder())).containsExactly("card.timing", "graph.engine");
        assertThat(second.folder().resolve("graph.engine")).hasSize(10);
        assertThat(cache.open("b").isFromBefore()).isFalse();
    }

    @Test
    void anotherReplicaGetsItOnceItIsWhole() throws Exception {
        EngineCache other = new EngineCache(root(), MOST_BYTES, () -> now);
        EngineCache.Entry entry = cache.open("a");
        write(entry, "graph.engine", 10);
        cache.tend();
        assertThat(other.open("a").isFromBefore()).isFalse();
        now = now.plus(EngineCache.QUIET);
        cache.tend();
        assertThat(other.open("a").isFromBefore()).isTrue();
        assertThat(names(kept("a"))).containsExactly("graph.engine");
    }

    @Test
    void whatOneWritesAgainDoesNotChangeUnderAnother() throws Exception {
        built("a", 10);
        EngineCache.Entry one = cache.open("a");
        EngineCache.Entry other = cache.open("a");
        now = now.plusSeconds(60);
        write(one, "graph.engine", 20);
        one.close();
        assertThat(other.folder().resolve("graph.engine")).hasSize(10);
        assertThat(kept("a").resolve("graph.engine")).hasSize(20);
        other.close();
        assertThat(kept("a").resolve("graph.engine")).hasSize(20);
    }

    @Test
    void whatIsForgottenIsGoneFromBoth() throws Exception {
        built("a", 10);
        EngineCache.Entry entry = cache.open("a");
        entry.forget();
        assertThat(entry.isFromBefore()).isFalse();
        assertThat(names(entry.folder())).isEmpty();
        assertThat(kept("a")).doesNotExist();
        write(entry, "graph.engine", 30);
        entry.close();
        assertThat(kept("a").resolve("graph.engine")).hasSize(30);
    }

    @Test
    void whatWasUnusedForLongestGoesFirstWhereThereAreTooManyBytes() throws Exception {
        built("a", 100);
        now = now.plusSeconds(60);
        built("b", 100);
        now = now.plusSeconds(60);
        cache.open("a").close();
        now = now.plusSeconds(60);
        built("c", 100);
        assertThat(names(root().resolve("kept"))).containsExactly("a", "c");
    }

    @Test
    void soItIsWhereThereAreTooManyOfThem() throws Exception {
        for (int i = 0; i <= EngineCache.MOST_ENTRIES; i++) {
            built("key" + i, 1);
            now = now.plusSeconds(1);
        }
        assertThat(names(root().resolve("kept")))
                .hasSize(EngineCache.MOST_ENTRIES)
                .doesNotContain("key0");
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        assumeTrue(
                directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "NOT RUN: this file system has no such permissions");
        EngineCache.Entry entry = cache.open("a");
        write(entry, "graph.engine", 1);
        for (Path folder : List.of(root(), root().resolve("kept"), entry.folder())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void foldersOfDeadProcessesGoAndThoseOfLivingOnesStay() throws Exception {
        EngineCache dead = new EngineCache(root(), MOST_BYTES, () -> now);
        Path left = dead.open("a").folder();
        Path inUse = cache.open("a").folder();
        dead.tend();
        cache.tend();
        now = now.plus(Duration.ofDays(1)).plusSeconds(1);
        cache.tend();

        EngineCache third = new EngineCache(root(), MOST_BYTES, () -> now);
        third.open("b");

        assertThat(left).doesNotExist();
        assertThat(inUse).exists();
    }

    @Test
    void noFolderIsMadeBeforeSomethingIsLoaded() {
        cache.tend();
        assertThat(root()).doesNotExist();
    }
}
