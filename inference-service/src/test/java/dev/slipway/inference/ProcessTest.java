package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.testing.FakeRegistry;
import dev.slipway.inference.testing.FakeStore;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica as a process of its own, and how it ends. */
class ProcessTest {
    @TempDir Path directory;

    private final UUID instance = UUID.randomUUID();
    private FakeRegistry registry = registry();
    private FakeStore store = store();
    private @Nullable Process process;

    private static FakeRegistry registry() {
        try {
            return new FakeRegistry(TestReplica.TOKENS);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static FakeStore store() {
        try {
            return new FakeStore(TestReplica.TOKENS);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @BeforeEach
    void serveSlow() {
        TestPackage slow = TestModels.slow();
        store.put(slow);
        registry.assign("slow", 1, slow.seal());
        registry.drainApplied(true);
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
        registry.close();
        store.close();
    }

    private Process start(Map<String, String> more) throws IOException {
        Process started =
                new ReplicaProcess(directory, instance, registry, store)
                        .start(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), more);
        process = started;
        return started;
    }

    private Optional<RunFile> runFile() throws IOException {
        return RunFile.read(RunFile.path(directory, "replica-" + instance));
    }

    private int port() throws IOException {
        return new ReplicaProcess(directory, instance, registry, store).port();
    }

    private void assertEndedWell(Process ended) throws Exception {
        assertThat(ended.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String log = Files.readString(directory.resolve("log"));
        assertThat(ended.exitValue()).as(log).isZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::toString).toList()).noneMatch(f -> f.contains("hs_err"));
        }
        assertThat(log).doesNotContain("SIGSEGV", FakeRegistry.ENROLMENT_SECRET);
    }

    @Test
    void itWritesItsRunFileReportsAndEndsWhileAModelRuns() throws Exception {
        Process replica = start(Map.of());
        int port = port();
        RunFile file = runFile().orElseThrow();
        assertThat(file.process().pid()).isEqualTo(replica.pid());
        assertThat(file.values())
                .containsEntry("instance", instance.toString())
                .containsEntry("pool", "default")
                .containsEntry("address", "127.0.0.1:" + port)
                .containsKey(RunFile.MANAGEMENT_PORT);
        TestReplica.await(() -> registry.isReady("slow", 1));
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> running =
                    client.sendAsync(infer(port), BodyHandlers.ofString());
            TestReplica.await(() -> metric(client, file).contains("slipway_engine_runs_total 1.0"));
            replica.destroy();
            assertThat(running.get().statusCode()).isEqualTo(504);
            assertEndedWell(replica);
        }
        assertThat(registry.hasHeard(ReplicaState.DRAINING)).isTrue();
        assertThat(registry.heard().getLast().state()).isEqualTo(ReplicaState.GONE);
        assertThat(Path.of("/tmp/mat-debug-" + replica.pid() + ".log")).doesNotExist();
    }

    private HttpRequest infer(int port) {
        String body =
                """
                {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[1000000000]}]}\
                """;
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v2/models/slow/infer"))
                .version(HttpClient.Version.HTTP_1_1)
                .header(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA))
                .header(Headers.REPLICA, instance.toString())
                .header(Headers.MODEL, "slow")
                .header(Headers.VERSION, "1")
                .header(Headers.REQUEST_TIMEOUT_MS, "3000")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String metric(HttpClient client, RunFile file) throws Exception {
        int port = file.port(RunFile.MANAGEMENT_PORT).orElseThrow();
        URI metrics = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
        return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    }

    @Test
    void itEndsWhileAGraphIsBeingLoaded() throws Exception {
        try (java.io.InputStream in =
                ProcessTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            byte[] model = java.util.Objects.requireNonNull(in).readAllBytes();
            TestPackage large = TestPackage.of(TestModels.slow().manifest().signature(), model);
            store.put(large);
            // The graph is loaded again and again: each version is refused for its signature.
            for (int version = 1; version <= 8; version++) {
                registry.assign("large", version, large.seal());
            }
        }
        Process replica = start(Map.of());
        TestReplica.await(() -> !registry.heard().isEmpty());
        TestReplica.await(() ->
                registry.heard().getLast().loaded().stream()
                        .anyMatch(v -> v.state().name().equals("LOADING")));
        replica.destroy();
        assertEndedWell(replica);
    }

    @Test
    void itEndsWithItsLauncher() throws Exception {
        Process launcher = new ProcessBuilder(List.of("sleep", "60")).start();
        Process replica =
                start(
                        Map.of(
                                "SLIPWAY_LAUNCHER",
                                ProcessIdentity.of(launcher.toHandle()).toString()));
        assertThat(port()).isPositive();
        launcher.destroyForcibly().waitFor();
        assertThat(replica.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
