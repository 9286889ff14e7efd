package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that was told half of what it needs, or whose database is not there yet. */
class HalfConfigurationTest {
    private static final String PASSWORD = "a-password-that-nobody-prints";
    private static final int MISCONFIGURED = 78;

    @ParameterizedTest
    @ValueSource(strings = {"SLIPWAY_DB_PASSWORD", "SLIPWAY_DB_URL", "SLIPWAY_KEY_HASH_SECRET"})
    void whatIsMissingIsSaidInOneLineBeforeAnythingStarts(String missing) throws Exception {
        ProcessBuilder registry =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        RegistryApplication.class.getName());
        Map<String, String> environment = registry.environment();
        environment.put("SLIPWAY_SIGNING_KEY", "hush");
        environment.put("SLIPWAY_VERIFY_KEY", "checks");
        environment.put("SLIPWAY_ENROLMENT_MASTER", "ab".repeat(32));
        environment.put("SLIPWAY_KEY_HASH_SECRET", RunningRegistry.KEY_HASH_SECRET);
        environment.put("SLIPWAY_DB_URL", "jdbc:postgresql://127.0.0.1:1/slipway");
        environment.put("SLIPWAY_DB_USER", "registry");
        environment.put("SLIPWAY_DB_PASSWORD", PASSWORD);
        environment.remove(missing);
        Process process = registry.redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(MISCONFIGURED);
        assertThat(said.strip())
                .startsWith("not started: " + missing + " is not set")
                .doesNotContain("\n", PASSWORD, RunningRegistry.KEY_HASH_SECRET);
    }

    @Test
    void aDatabaseThatComesLaterIsSaidOnceAskedAgainAndItsPasswordIsNotShown(@TempDir Path data)
            throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        AtomicInteger asked = new AtomicInteger();
        ServerSocket nobody = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        int port = nobody.getLocalPort();
        Thread.ofVirtual().start(() -> hangUp(nobody, asked));
        String url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
        CompletableFuture<RunningRegistry> starting =
                CompletableFuture.supplyAsync(
                        () ->
                                RunningRegistry.start(
                                        url, "--spring.datasource.password=" + PASSWORD),
                        work -> Thread.ofVirtual().start(work));
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= 5);
            assertThat(starting).isNotDone();
            nobody.close();
            try (EmbeddedPostgres postgres =
                            EmbeddedPostgres.builder()
                                    .setDataDirectory(data.resolve("pg"))
                                    .setPort(port)
                                    .start();
                    RunningRegistry registry = starting.get(60, TimeUnit.SECONDS)) {
                assertThat(postgres.getPort()).isEqualTo(port);
                assertThat(registry.register("digits").version()).isEqualTo(1);
            }
        } finally {
            nobody.close();
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("the database cannot be reached (SQL state 08")
                .doesNotContain(PASSWORD, "Retrying", "jdbc:postgresql");
    }

    private static void hangUp(ServerSocket nobody, AtomicInteger asked) {
        while (!nobody.isClosed()) {
            try (Socket _ = nobody.accept()) {
                asked.incrementAndGet();
            } catch (IOException closed) {
                return;
            }
        }
    }
}
