package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that stops, or that freezes, hangs nothing and is found again. */
class OutageTest {
    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setServerConfig("fsync", "on");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    @Test
    void aStoppedDatabaseIsAnsweredWith503AndFoundAgain(@TempDir Path data) throws IOException {
        EmbeddedPostgres first = start(data.resolve("pg"), 0);
        int port = first.getPort();
        try (RunningRegistry registry =
                RunningRegistry.start(first.getJdbcUrl("postgres", "postgres"))) {
            PlayedReplica replica = new PlayedReplica(registry);
            replica.beat();
            first.close();
            var told = replica.send();
            assertThat(told.statusCode()).isEqualTo(503);
            assertThat(told.headers().firstValue("Retry-After")).contains("1");
            assertThat(told.body()).contains("\"service_unavailable\"").doesNotContain("title");
            var problem = registry.admin("GET", "/models", null);
            assertThat(problem.statusCode()).isEqualTo(503);
            assertThat(problem.headers().firstValue("Retry-After")).contains("1");
            assertThat(problem.body()).contains("about:blank", "title", "\"status\":503");
            assertThat(health(registry)).contains("DOWN");
            // To be started anew would not bring the database back.
            assertThat(health(registry, "liveness")).contains("UP");
            try (EmbeddedPostgres second = start(data.resolve("pg"), port)) {
                assertThat(second.getPort()).isEqualTo(port);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> replica.send().statusCode() == 200);
                assertThat(new PlayedGateway(registry).replicas()).hasSize(1);
                assertThat(health(registry)).contains("UP");
            }
        }
    }

    @Test
    void aFrozenDatabaseHangsNothing(@TempDir Path data) throws IOException {
        try (EmbeddedPostgres postgres = start(data.resolve("pg"), 0);
                RunningRegistry registry =
                        RunningRegistry.start(postgres.getJdbcUrl("postgres", "postgres"))) {
            PlayedReplica replica = new PlayedReplica(registry);
            replica.beat();
            ProcessHandle postmaster = postmaster(data.resolve("pg"));
            signal("-STOP", postmaster);
            try {
                long before = System.nanoTime();
                assertThat(replica.send().statusCode()).isEqualTo(503);
                assertThat(replica.send().statusCode()).isEqualTo(503);
                assertThat(Duration.ofNanos(System.nanoTime() - before))
                        .isLessThan(Duration.ofSeconds(15));
            } finally {
                signal("-CONT", postmaster);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> replica.send().statusCode() == 200);
            assertThat(registry.register("digits").version()).isEqualTo(1);
        }
    }

    private static String health(RunningRegistry registry) throws IOException {
        return health(registry, "readiness");
    }

    private static String health(RunningRegistry registry, String kind) throws IOException {
        return RunningRegistry.send(
                        RunningRegistry.request(
                                registry.managementPort(), "GET", "/actuator/health/" + kind, null))
                .body();
    }

    private static ProcessHandle postmaster(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
    }

    /** The postmaster first: once it is stopped it makes no further processes. */
    private static void signal(String signal, ProcessHandle postmaster) throws IOException {
        kill(signal, Stream.of(postmaster));
        kill(signal, postmaster.descendants());
    }

    private static void kill(String signal, Stream<ProcessHandle> processes) throws IOException {
        List<String> command =
                Stream.concat(
                                Stream.of("kill", signal),
                                processes.map(process -> String.valueOf(process.pid())))
                        .toList();
        Process kill = new ProcessBuilder(command).start();
        kill.onExit().join();
    }
}
