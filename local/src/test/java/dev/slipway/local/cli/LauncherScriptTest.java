package dev.slipway.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code slipway} where nothing is built, with a Maven that only notes that it ran. */
class LauncherScriptTest {
    @TempDir Path home = Path.of("unset");

    @BeforeEach
    void copyScript() throws IOException {
        Files.copy(root().resolve("slipway"), home.resolve("slipway"));
        executable("slipway");
        Files.writeString(home.resolve("mvn"), "#!/bin/sh\ntouch '%s'\n".formatted(marker()));
        executable("mvn");
    }

    private void executable(String name) {
        assertThat(home.resolve(name).toFile().setExecutable(true)).isTrue();
    }

    private Path marker() {
        return home.resolve("maven-ran");
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.isRegularFile(folder.resolve("slipway")))
                .findFirst()
                .orElseThrow();
    }

    private String run(String command, String build) throws Exception {
        ProcessBuilder script =
                new ProcessBuilder(List.of(home.resolve("slipway").toString(), command))
                        .redirectErrorStream(true);
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        script.environment().put("MVN", home.resolve("mvn").toString());
        script.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        script.environment().put("SLIPWAY_BUILD", build);
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return said;
    }

    @Test
    void whereBuildingIsForbiddenEachCommandSaysThatNothingIsBuilt() throws Exception {
        for (String command : List.of("secrets", "status", "up", "prepare")) {
            assertThat(run(command, "never"))
                    .as(command)
                    .isEqualTo("slipway: nothing is built; './slipway build' does that\n");
        }
        assertThat(marker()).doesNotExist();
    }

    @Test
    void elsewhereTheyBuildFirst() throws Exception {
        run("secrets", "");
        assertThat(marker()).exists();
    }
}
