package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.testing.EndlessModel;
import dev.slipway.inference.testing.FakeRegistry;
import dev.slipway.inference.testing.FakeStore;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM again and again, while a replica loads, warms up and runs: whoever has a place is
 * answered, and the process ends by itself and in order.
 */
@Tag("slow")
class StopsTest {
    private static final int FEW = 2;
    private static final int ALL = 10;
    private static final int GRAPHS = 12;
    private static final int WAITING = 4;

    /** So many after it began, a small graph is loaded and runs for the first time. */
    private static final int HEARTBEATS = 8;

    /** Some tenths of a second each, so that all of them have come before one is answered. */
    private static final String BODY =
            """
            {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[20000]}]}\
            """;

    @TempDir Path directory;

    /** One replica, and who it talks to. */
    private record Running(
            Path home, UUID instance, FakeRegistry registry, FakeStore store, Process process)
            implements AutoCloseable {
        boolean isIn(LoadState state) {
            return !registry.heard().isEmpty()
                    && registry.heard().getLast().loaded().stream()
                            .anyMatch(version -> version.state() == state);
        }

        RunFile runFile() throws IOException {
            return new ReplicaProcess(home, instance, registry, store).runFile().orElseThrow();
        }

        int port() throws IOException {
            return new ReplicaProcess(home, instance, registry, store).port();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            registry.close();
            store.close();
        }
    }

    private Running start(String name, Map<String, TestPackage> models) throws IOException {
        Path home = Files.createDirectory(directory.resolve(name));
        UUID instance = UUID.randomUUID();
        FakeRegistry registry = new FakeRegistry(TestReplica.TOKENS);
        FakeStore store = new FakeStore(TestReplica.TOKENS);
        registry.drainApplied(true);
        models.forEach((model, files) -> {
            store.put(files);
            registry.assign(model, 1, files.seal());
        });
        Process process =
                new ReplicaProcess(home, instance, registry, store)
                        .start(
                                List.of(
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Dslipway.engine.parallel-runs=1",
                                        "-Dslipway.engine.wide-lane=false",
                                        "-Dslipway.heartbeat.interval=100ms"),
                                Map.of());
        return new Running(home, instance, registry, store, process);
    }

    private static void assertEndsInOrder(Running replica) throws Exception {
        Process process = replica.process();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        String log = Files.readString(replica.home().resolve("log"));
        assertThat(process.exitValue()).as(log).isZero();
        assertThat(log).doesNotContain("SIGSEGV", "SIGABRT");
        try (Stream<Path> files = Files.list(replica.home())) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).toList())
                    .noneMatch(name -> name.startsWith("hs_err"));
        }
        assertThat(replica.registry().heard().getLast().state()).isEqualTo(ReplicaState.GONE);
    }

    @Test
    void whileGraphsAreLoaded() throws Exception {
        TestPackage minilm = MiniLm.files(null);
        Map<String, TestPackage> models = new TreeMap<>();
        for (int i = 0; i < GRAPHS; i++) {
            models.put("minilm-" + i, minilm);
        }
        int times = Soak.times("stops while graphs are loaded", FEW, ALL);
        for (int time = 0; time < times; time++) {
            try (Running replica = start("load-" + time, models)) {
                // Once in the middle of the first, once of a later one.
                int loaded = time % 2;
                TestReplica.await(() ->
                        replica.isIn(LoadState.LOADING) && ready(replica.registry()) >= loaded);
                replica.process().destroy();
                assertEndsInOrder(replica);
            }
        }
    }

    private static long ready(FakeRegistry registry) {
        return registry.heard().getLast().loaded().stream()
                .filter(version -> version.state() == LoadState.READY)
                .count();
    }

    @Test
    void whileAVersionWarmsUp() throws Exception {
        int times = Soak.times("stops while a version warms up", FEW, ALL);
        for (int time = 0; time < times; time++) {
            Map<String, TestPackage> models = Map.of("endless", EndlessModel.files());
            try (Running replica = start("warm-" + time, models)) {
                // Its graph is small; what takes its time is the first run.
                TestReplica.await(() -> replica.isIn(LoadState.LOADING));
                int later = replica.registry().heard().size() + HEARTBEATS;
                TestReplica.await(() -> replica.registry().heard().size() >= later);
                assertThat(replica.isIn(LoadState.LOADING)).isTrue();
                replica.process().destroy();
                assertEndsInOrder(replica);
            }
        }
    }

    @Test
    void whileRequestsRunAndWait() throws Exception {
        int times = Soak.times("stops while requests run and wait", FEW, ALL);
        for (int time = 0; time < times; time++) {
            try (Running replica = start("run-" + time, Map.of("slow", TestModels.slow()));
                    HttpClient client = HttpClient.newHttpClient()) {
                int port = replica.port();
                TestReplica.await(() -> replica.registry().isReady("slow", 1));
                List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
                for (int i = 0; i < WAITING; i++) {
                    sent.add(client.sendAsync(infer(replica, port), BodyHandlers.ofString()));
                }
                String all = "slipway_requests_in_flight " + (double) WAITING;
                TestReplica.await(() -> metrics(client, replica.runFile()).contains(all));
                replica.process().destroy();
                for (CompletableFuture<HttpResponse<String>> request : sent) {
                    HttpResponse<String> answer = request.get(60, TimeUnit.SECONDS);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.body()).contains("128");
                }
                assertEndsInOrder(replica);
                assertThat(replica.registry().hasHeard(ReplicaState.DRAINING)).isTrue();
            }
        }
    }

    private static HttpRequest infer(Running replica, int port) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v2/models/slow/infer"))
                .version(HttpClient.Version.HTTP_1_1)
                .header(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA))
                .header(Headers.REPLICA, replica.instance().toString())
                .header(Headers.MODEL, "slow")
                .header(Headers.VERSION, "1")
                .POST(BodyPublishers.ofString(BODY))
                .build();
    }

    private static String metrics(HttpClient client, RunFile file) throws Exception {
        int port = file.port(RunFile.MANAGEMENT_PORT).orElseThrow();
        URI metrics = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
        return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    }
}
