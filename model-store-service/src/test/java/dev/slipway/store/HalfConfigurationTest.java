package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.server.ListeningPorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A store that was told half of what it needs, or the wrong key of the bucket, or whose database is
 * not there yet.
 */
@ExtendWith(OutputCaptureExtension.class)
class HalfConfigurationTest {
    private static final String WRONG = "a-wrong-key-that-nobody-prints";
    private static final int MISCONFIGURED = 78;

    @TempDir Path data = Path.of("unset");

    private final StorePlatform platform = StorePlatform.settled();

    private List<String> without(String name) {
        List<String> options = new ArrayList<>(platform.optionsBeside(data));
        options.removeIf(option -> option.startsWith("--" + name + "="));
        return options;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLIPWAY_S3_SECRET_KEY", "SLIPWAY_S3_ENDPOINT", "SLIPWAY_DB_URL"})
    void whatIsMissingIsSaidInOneLineBeforeAnythingStarts(String missing) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StoreApplication.class.getName()));
        command.addAll(without(missing));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(MISCONFIGURED);
        assertThat(said.strip())
                .startsWith("not started: " + missing + " is not set")
                .doesNotContain("\n", FakeRegistry.ENROLMENT_SECRET, ObjectServer.SECRET_KEY);
    }

    @Test
    void aBucketThatRefusesItsKeyIsToldOnceAndNothingIsTaken(CapturedOutput output)
            throws Exception {
        List<String> options = without("SLIPWAY_S3_SECRET_KEY");
        options.add("--SLIPWAY_S3_SECRET_KEY=" + WRONG);
        StorePlatform.Kept before = platform.kept();
        try (ConfigurableApplicationContext store =
                new SpringApplication(StoreApplication.class).run(options.toArray(String[]::new))) {
            ListeningPorts ports = store.getBean(ListeningPorts.class);
            StoreClient client = platform.clientOf(ports.main(), ports.internal());
            for (int i = 0; i < 3; i++) {
                assertThat(health(client, ports, "readiness").status()).isEqualTo(503);
            }
            assertThat(health(client, ports, "liveness").status()).isEqualTo(200);
            assertThat(output.getAll()).containsOnlyOnce("the bucket cannot be reached");

            Answer refused =
                    client.upload(
                            "m", StoreClient.parts().file("model.onnx", OnnxBytes.adder(61, 62)));

            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("storage_unavailable");
        }
        assertThat(output.getAll()).doesNotContain(WRONG, FakeRegistry.ENROLMENT_SECRET);
        platform.letTimePass();
        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
    }

    @Test
    void aDatabaseThatComesLaterIsSaidOnceAndAskedAgain(CapturedOutput output) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ServerSocket nobody = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        int port = nobody.getLocalPort();
        Thread.ofVirtual().start(() -> hangUp(nobody, asked));
        List<String> options = without("SLIPWAY_DB_URL");
        options.add("--SLIPWAY_DB_URL=jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port));
        CompletableFuture<ConfigurableApplicationContext> starting =
                CompletableFuture.supplyAsync(
                        () ->
                                new SpringApplication(StoreApplication.class)
                                        .run(options.toArray(String[]::new)),
                        work -> Thread.ofVirtual().start(work));
        try {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= 5);
            assertThat(starting).isNotDone();
            nobody.close();
            try (EmbeddedPostgres postgres =
                            EmbeddedPostgres.builder()
                                    .setDataDirectory(data.resolve("pg"))
                                    .setPort(port)
                                    .start();
                    ConfigurableApplicationContext store = starting.get(60, TimeUnit.SECONDS)) {
                assertThat(postgres.getPort()).isEqualTo(port);
                assertThat(store.isRunning()).isTrue();
            }
        } finally {
            nobody.close();
        }
        assertThat(output.getAll())
                .containsOnlyOnce("the database cannot be reached (SQL state 08")
                .doesNotContain("Retrying", "jdbc:postgresql");
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

    private static Answer health(StoreClient client, ListeningPorts ports, String group)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + ports.management()
                                                + "/actuator/health/"
                                                + group))
                        .build());
    }
}
