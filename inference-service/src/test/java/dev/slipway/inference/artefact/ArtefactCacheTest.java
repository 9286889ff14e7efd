package dev.slipway.inference.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.inference.testing.TestPackage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final byte[] BYTES = {1, 2, 3};

    @TempDir Path directory;

    private ArtefactCache cacheAt(Instant now) throws Exception {
        return new ArtefactCache(directory, InstantSource.fixed(now));
    }

    private Path half(String name, Duration age) throws Exception {
        Path half = Files.createDirectories(directory.resolve("halves")).resolve(name);
        Files.write(half, BYTES);
        return Files.setLastModifiedTime(half, FileTime.from(NOW.minus(age)));
    }

    @Test
    void aStartDeletesWhatWasBegunLongAgoAndLeavesWhatOthersMayStillWrite() throws Exception {
        Path abandoned = half("a.half", Duration.ofHours(25));
        Path fresh = half("b.half", Duration.ofHours(23));
        Path foreign = half("notes.txt", Duration.ofDays(9));
        cacheAt(NOW);
        assertThat(abandoned).doesNotExist();
        assertThat(fresh).exists();
        assertThat(foreign).exists();
    }

    @Test
    void finishedFilesOutliveEverySweep() throws Exception {
        String digest = TestPackage.sha256(BYTES);
        ManifestFile file = new ManifestFile("model.onnx", BYTES.length, digest);
        try (ArtefactCache.Download download = cacheAt(NOW).begin(file)) {
            download.receive(new ByteArrayInputStream(BYTES));
            assertThat(download.finish()).isTrue();
        }
        assertThat(cacheAt(Instant.now().plus(Duration.ofDays(400))).has(digest)).isTrue();
    }
}
