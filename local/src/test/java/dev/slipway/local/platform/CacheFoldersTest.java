package dev.slipway.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFoldersTest {
    private static final List<String> MODULES =
            List.of(
                    "registry-service",
                    "model-store-service",
                    "gateway-service",
                    "autoscaler-service",
                    "inference-service");

    @TempDir Path home = Path.of("unset");

    @BeforeEach
    void build() throws IOException {
        for (String module : MODULES) {
            build(module, "first");
        }
        Files.writeString(home.resolve("local.jar"), "launcher");
    }

    @Test
    void aTrialRunCountsForItsBuildAlone() throws Exception {
        CacheFolders folders = folders();
        assertThat(folders.present()).isEmpty();
        folders.complete(folders.begin());
        assertThat(folders().present()).isPresent();

        build("gateway-service", "another build");
        assertThat(folders().present()).as("its caches would not fit").isEmpty();
    }

    @Test
    void theFolderOfABuildAppearsUnderItsOwnName() throws Exception {
        CacheFolders folders = folders();
        folders.complete(folders.begin());
        assertThat(folders().present()).get().asString().doesNotContain("half");
        assertThat(folders().use().recordings()).isEmpty();
    }

    @Test
    void onlyTheCachesOfTheNewestBuildsAreKept() throws Exception {
        for (String build : List.of("second", "third one", "the fourth one")) {
            build("registry-service", build);
            CacheFolders folders = folders();
            Path half = folders.begin();
            Files.writeString(half.resolve("registry.aot"), build);
            folders.complete(half);
        }
        try (Stream<Path> kept = Files.list(home.resolve("local/target/start-caches"))) {
            assertThat(kept).hasSize(2);
        }
        assertThat(folders().present()).isPresent();
    }

    @Test
    void whatIsNotBuiltIsSaid() throws Exception {
        Files.delete(jar("registry-service"));
        assertThatThrownBy(this::folders).isInstanceOf(PlatformFailure.class);
    }

    private CacheFolders folders() throws IOException, PlatformFailure {
        return CacheFolders.of(home, home.resolve("local.jar") + ":more.jar");
    }

    private void build(String module, String content) throws IOException {
        Files.createDirectories(jar(module).getParent());
        Files.writeString(jar(module), content);
    }

    private Path jar(String module) {
        return home.resolve(module).resolve("target").resolve(module + "-app.jar");
    }
}
