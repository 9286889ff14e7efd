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
        Files.writeString(
                home.resolve("mvn"),
                "#!/bin/sh\nprintf %%s \"$JAVA_HOME\" >'%s'\n".formatted(marker()));
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
        return run(command, build, Path.of(System.getProperty("java.home")));
    }

    private String run(String command, String build, Path jdk) throws Exception {
        ProcessBuilder script =
                new ProcessBuilder(List.of(home.resolve("slipway").toString(), command))
                        .redirectErrorStream(true);
        script.environment().put("JAVA_HOME", jdk.toString());
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
    void aJdkSaysItsVersionInItsReleaseFileElseByItsCompiler() throws Exception {
        Path jdk = jdk();
        Path compiled = home.resolve("compiler-ran");
        for (String version : List.of("17.0.2", "25.0.1")) {
            Files.writeString(jdk.resolve("release"), release(version));
            assertThat(run("secrets", "never", jdk)).isNotEmpty();
            assertThat(compiled).as(version).doesNotExist();
        }
        Files.delete(jdk.resolve("release"));
        assertThat(run("secrets", "never", jdk)).startsWith("slipway: nothing is built");
        assertThat(compiled).exists();
    }

    @Test
    void aJdkThatIsTooOldOrDoesNotRunHereIsPassedOver() throws Exception {
        Path jdk = jdk();
        Files.writeString(jdk.resolve("release"), release("17.0.2"));
        assertThat(builtWith(jdk)).isNotEqualTo(jdk.toString());

        Files.writeString(jdk.resolve("release"), release("25.0.1"));
        assertThat(builtWith(jdk)).isEqualTo(jdk.toString());

        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        assertThat(builtWith(jdk)).isNotEqualTo(jdk.toString());
    }

    private static String release(String version) {
        return "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"%s\"\n".formatted(version);
    }

    /** Empty where there was none to build with. */
    private String builtWith(Path jdk) throws Exception {
        Files.deleteIfExists(marker());
        run("secrets", "", jdk);
        return Files.exists(marker()) ? Files.readString(marker()) : "";
    }

    /** One whose compiler is of the right version and notes that it ran. */
    private Path jdk() throws IOException {
        Path bin = Files.createDirectories(home.resolve("jdk/bin"));
        Files.writeString(bin.resolve("java"), "#!/bin/sh\n");
        Files.writeString(
                bin.resolve("javac"),
                "#!/bin/sh\ntouch '%s'\necho javac 25.0.1\n"
                        .formatted(home.resolve("compiler-ran")));
        executable("jdk/bin/java");
        executable("jdk/bin/javac");
        return home.resolve("jdk");
    }

    @Test
    void elsewhereTheyBuildFirst() throws Exception {
        run("secrets", "");
        assertThat(marker()).exists();
    }
}
