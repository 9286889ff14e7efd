package dev.slipway.inference.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheBoundTest {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final int BYTES = 1000;

    @TempDir Path directory;

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private CacheBound bound = new CacheBound(Path.of("unset"), () -> now);

    @BeforeEach
    void open() {
        bound = new CacheBound(directory, () -> now);
    }

    private static String digest(String name) {
        return TestPackage.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Path artefact(String name) {
        return directory.resolve("sha256").resolve(digest(name));
    }

    private Path inPackage(String seal) {
        return directory.resolve("packages").resolve(seal).resolve("onnx/model.onnx");
    }

    /** A package of one file, with its manifest, as the fetcher leaves them; used now. */
    private String fetched(String seal, String file) throws Exception {
        Files.createDirectories(directory.resolve("sha256"));
        Files.write(directory.resolve("sha256").resolve(seal), new byte[10]);
        if (!Files.exists(artefact(file))) {
            Files.write(artefact(file), new byte[BYTES]);
        }
        Files.createDirectories(inPackage(seal).getParent());
        Files.createLink(inPackage(seal), artefact(file));
        bound.used(seal);
        return seal;
    }

    @Test
    void whatWasUnusedForLongestGoesFirstUntilTheBoundIsKept() throws Exception {
        fetched("a", "one");
        now = now.plus(GRACE);
        fetched("b", "two");
        now = now.plus(GRACE);
        fetched("c", "three");
        now = now.plus(GRACE).plusSeconds(1);
        assertThat(bound.removeUnused(2500)).isLessThanOrEqualTo(2500).isGreaterThan(2000);
        assertThat(artefact("one")).doesNotExist();
        assertThat(directory.resolve("packages/a")).doesNotExist();
        assertThat(inPackage("b")).exists();
        assertThat(inPackage("c")).exists();
    }

    @Test
    void nothingGoesWhileTheBoundIsKept() throws Exception {
        fetched("a", "one");
        now = now.plus(Duration.ofDays(400));
        assertThat(bound.removeUnused(BYTES + 10)).isEqualTo(BYTES + 10);
        assertThat(inPackage("a")).exists();
    }

    @Test
    void whatAnyReplicaUsesOrLatelyUsedStaysWhateverTheBound() throws Exception {
        fetched("a", "one");
        fetched("b", "two");
        fetched("c", "three");
        now = now.plus(GRACE).minusSeconds(1);
        CacheBound anotherReplica = new CacheBound(directory, () -> now);
        new CacheUpkeep(anotherReplica, () -> Set.of("a"), 1_000_000, () -> {}).tend();
        now = now.plusSeconds(2);
        CacheUpkeep upkeep = new CacheUpkeep(bound, () -> Set.of("b"), 1, () -> {});
        upkeep.tend();
        assertThat(inPackage("a")).exists();
        assertThat(inPackage("b")).exists();
        assertThat(inPackage("c")).doesNotExist();
        assertThat(artefact("three")).doesNotExist();
        assertThat(upkeep.bytes()).isEqualTo(2 * BYTES + 2 * 10);
    }

    @Test
    void aFileOfAPackageInUseStaysThoughAnotherPackageWithItGoes() throws Exception {
        fetched("old", "shared");
        fetched("new", "shared");
        FileTime longAgo = FileTime.from(now.minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(directory.resolve("packages/old"), longAgo);
        now = now.plus(GRACE).plusSeconds(1);
        bound.used("new");
        bound.removeUnused(1);
        assertThat(artefact("shared")).exists();
        assertThat(inPackage("new")).exists();
    }

    @Test
    void aFileThatIsFoundAgainCountsAsUsed() throws Exception {
        ArtefactCache cache = new ArtefactCache(directory, () -> now);
        byte[] bytes = new byte[BYTES];
        cache.put(TestPackage.sha256(bytes), bytes);
        now = Instant.now().plus(Duration.ofDays(9));
        assertThat(cache.has(TestPackage.sha256(bytes))).isTrue();
        assertThat(bound.removeUnused(1)).isEqualTo(BYTES);
    }

    @Test
    void aCacheThatIsNotThereIsEmpty() throws Exception {
        bound.used("absent");
        assertThat(bound.removeUnused(1)).isZero();
    }
}
