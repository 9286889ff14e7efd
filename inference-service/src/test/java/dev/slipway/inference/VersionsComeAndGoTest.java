package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.FakeRegistry;
import dev.slipway.inference.testing.FakeStore;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
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
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of versions that are unloaded comes back, whatever their number. */
@Tag("slow")
class VersionsComeAndGoTest {
    private static final int FEW = 20;
    private static final int ALL = 500;

    /** Loaded together, and then unloaded together. */
    private static final int AT_ONCE = 5;

    /** What is compiled and cached for the first of them is no part of the comparison. */
    private static final int BEFORE = 20;

    /** A row is two numbers: 16 MB a version, so that few of them are more than all else. */
    private static final int TABLE_ROWS = 2_000_000;

    /** After few versions the JVM itself still grows a little. */
    private static final double MOST_AFTER_FEW = 1.2;

    private static final double MOST_AFTER_ALL = 1.05;
    private static final UUID INSTANCE = UUID.randomUUID();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir Path directory;

    @Test
    void theirMemoryComesBack() throws Exception {
        int versions = Soak.times("a version is loaded and unloaded", FEW, ALL);
        TestPackage table = TestModels.lookup(TABLE_ROWS);
        try (FakeRegistry registry = new FakeRegistry(TestReplica.TOKENS);
                FakeStore store = new FakeStore(TestReplica.TOKENS)) {
            store.put(table);
            ReplicaProcess replica = new ReplicaProcess(directory, INSTANCE, registry, store);
            Process process = start(replica);
            try {
                int port = replica.port();
                for (int first = 1; first <= BEFORE; first += AT_ONCE) {
                    comeAndGo(registry, port, table.seal(), first);
                }
                long before = residentKilobytes(process);
                for (int first = 1; first <= versions; first += AT_ONCE) {
                    comeAndGo(registry, port, table.seal(), BEFORE + first);
                }
                long after = residentKilobytes(process);
                System.out.printf(
                        "MEMORY %d versions later: %d kB resident, before %d kB%n",
                        versions, after, before);
                double most = versions == ALL ? MOST_AFTER_ALL : MOST_AFTER_FEW;
                assertThat((double) after / before).isLessThanOrEqualTo(most);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /**
     * With a heap that does not grow, and with a C library that gives back what is freed: neither
     * is what is asked about.
     */
    private static Process start(ReplicaProcess replica) throws IOException {
        return replica.start(
                List.of(
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dslipway.model.quiet=50ms",
                        "-Dslipway.heartbeat.interval=100ms"),
                Map.of(
                        "MALLOC_ARENA_MAX",
                        "2",
                        "MALLOC_MMAP_THRESHOLD_",
                        "131072",
                        "MALLOC_TRIM_THRESHOLD_",
                        "131072"));
    }

    private static void comeAndGo(FakeRegistry registry, int port, String seal, int first)
            throws Exception {
        for (int version = first; version < first + AT_ONCE; version++) {
            registry.assign("table", version, seal);
        }
        for (int version = first; version < first + AT_ONCE; version++) {
            int loaded = version;
            TestReplica.await(() -> registry.isReady("table", loaded));
            HttpResponse<String> answer =
                    CLIENT.send(lastRow(port, version), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        for (int version = first; version < first + AT_ONCE; version++) {
            registry.withdraw("table", version);
        }
        for (int version = first; version < first + AT_ONCE; version++) {
            int unloaded = version;
            TestReplica.await(() -> registry.lastWord("table", unloaded).isEmpty());
        }
    }

    private static HttpRequest lastRow(int port, int version) {
        String body =
                """
                {"inputs":[{"name":"x","shape":[1],"datatype":"INT64","data":[%d]}]}\
                """
                        .formatted(TABLE_ROWS - 1);
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v2/models/table/infer"))
                .header(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA))
                .header(Headers.REPLICA, INSTANCE.toString())
                .header(Headers.MODEL, "table")
                .header(Headers.VERSION, Integer.toString(version))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static long residentKilobytes(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
