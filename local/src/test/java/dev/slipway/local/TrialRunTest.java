package dev.slipway.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.local.platform.CacheFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trial runs of a build whose jars are no jars, so that its platform cannot start. */
class TrialRunTest {
    private static final List<String> MODULES =
            List.of(
                    "registry-service",
                    "model-store-service",
                    "gateway-service",
                    "autoscaler-service",
                    "inference-service");

    @TempDir Path home = Path.of("unset");
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void build() throws IOException {
        for (String module : MODULES) {
            Path target = Files.createDirectories(home.resolve(module).resolve("target"));
            Files.writeString(target.resolve(module + "-app.jar"), "no jar");
        }
        Files.writeString(home.resolve("local.jar"), "launcher");
    }

    private boolean make() throws Exception {
        return new TrialRun(home, folders(), said::add).makeOnce();
    }

    private CacheFolders folders() throws Exception {
        return CacheFolders.of(home, home.resolve("local.jar").toString());
    }

    private Path caches() {
        return home.resolve("local/target/start-caches");
    }

    private void assertNothingLeft() throws IOException {
        for (Path folder : List.of(caches(), home.resolve("gateway-service/target/unpacked"))) {
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.filter(Files::isDirectory)).isEmpty();
            }
        }
    }

    @Test
    void oneThatFailsSaysWhyLeavesNothingAndMayBeRepeated() throws Exception {
        assertThat(make()).isFalse();
        assertThat(said).anyMatch(line -> line.startsWith("no start-up caches this time: "));
        assertThat(folders().present()).isEmpty();
        assertNothingLeft();
        said.clear();

        assertThat(make()).isFalse();

        assertThat(said).anyMatch(line -> line.startsWith("no start-up caches this time: "));
        assertNothingLeft();
    }

    @Test
    void removesWhatOneThatWasKilledLeft() throws Exception {
        for (String left : List.of("half-1", "trial-1/postgres")) {
            Files.createDirectories(caches().resolve(left));
            Files.writeString(caches().resolve(left).resolve("file"), "something");
        }

        assertThat(make()).isFalse();

        assertNothingLeft();
    }
}
