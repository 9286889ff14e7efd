package dev.slipway.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    @TempDir Path folder = Path.of("unset");
    private final StringWriter said = new StringWriter();

    @Test
    void withoutAPlatformEachCommandSaysHowToStartOne() {
        for (String command : new String[] {"status", "env", "stop store", "start store"}) {
            assertThat(run(command)).as(command).isEqualTo(1);
        }
        assertThat(said.toString().lines())
                .hasSize(4)
                .allMatch(line ->
                        line.equals(
                                "slipway: Slipway does not run on "
                                        + folder
                                        + "; './slipway up --data "
                                        + folder
                                        + "' starts it"));
    }

    @Test
    void downOfNothingIsDone() {
        assertThat(run("down")).isZero();
    }

    @Test
    void upSaysWhichOptionIsWrong() {
        assertThat(run("up --port 70000")).isEqualTo(1);
        assertThat(said.toString()).contains("--port must be between 1 and 65535");
    }

    @Test
    void secretsAreMadeOnceAndNoneIsPrinted() throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(
                            Slipway.run(
                                    new PrintWriter(said, true),
                                    "secrets",
                                    "--dir",
                                    folder.toString()))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        String told = printed.toString(StandardCharsets.UTF_8);
        assertThat(told).contains("docker compose up").contains("admin.key");
        for (String line : Files.readAllLines(folder.resolve(".env"))) {
            assertThat(told).doesNotContain(line.substring(line.indexOf('=') + 1));
        }
        assertThat(Slipway.run(new PrintWriter(said, true), "secrets", "--dir", folder.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("is there already");
    }

    @Test
    void enrolmentsSecretsAreChangedOnlyWhereThereAreSome() {
        assertThat(
                        Slipway.run(
                                new PrintWriter(said, true),
                                "secrets",
                                "--enrolment-only",
                                "--dir",
                                folder.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("is missing; nothing was changed");
    }

    @Test
    void theDemoNeedsAnAddress() {
        assertThat(Slipway.run(new PrintWriter(said, true), "demo")).isEqualTo(2);
        assertThat(said.toString()).contains("--url");
    }

    @Test
    void anUnknownCommandIsRefusedWithTheKnownOnes() {
        assertThat(Slipway.run(new PrintWriter(said, true), "dance")).isEqualTo(2);
        assertThat(said.toString()).contains("Unmatched argument").contains("up");
    }

    private int run(String command) {
        return Slipway.run(
                new PrintWriter(said, true), (command + " --data " + folder).split(" ", -1));
    }
}
