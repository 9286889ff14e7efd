package dev.slipway.e2e.zeroloss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.load.ClosedLoop;
import dev.slipway.e2e.load.EchoWorkload;
import dev.slipway.e2e.load.EchoWorkload.Line;
import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.load.OpenLoop;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Metrics;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Pools;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A pool follows its load up and down, and nothing that is asked meanwhile is lost. */
@Tag("slow")
class SizeByLoadTest {
    private static final String MODEL = "sized";
    private static final Line FUNCTION = new Line(3, 5);
    private static final int CONNECTIONS = 32;
    private static final int QUIET_PER_SECOND = 5;
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(60);

    private static Platform platform;
    private static AdminApi admin;

    @BeforeAll
    static void start() throws Exception {
        platform =
                Platform.startWith(
                        "size-by-load",
                        Map.of(
                                "SLIPWAY_STABLE_WINDOW", "4s",
                                "SLIPWAY_PANIC_WINDOW", "2s",
                                "SLIPWAY_SCALE_DOWN_DELAY", "10s"));
        admin = platform.admin();
        admin.deploy(MODEL, Models.line(FUNCTION.factor(), FUNCTION.offset()), Scene.LONG);
    }

    @AfterAll
    static void stop() throws IOException {
        platform.close();
    }

    @Test
    void thirtyTwoConnectionsMakeItGrowAndQuietMakesItShrinkAndNothingIsLost() throws Exception {
        admin.put("/admin/v1/pools/default", "{\"min\":1,\"max\":2,\"target_in_flight\":8}")
                .expect(200);
        AdminApi registry = platform.registry();
        Pools.awaitSettled(platform, registry, 1);
        Metrics before = platform.gatewayMetrics();
        EchoWorkload workload = new EchoWorkload(MODEL, platform.inferKey(), Map.of(1, FUNCTION));
        Protocol protocol = Protocol.asked();

        LoadReport loud;
        try (Protocol.Clients clients = protocol.clientsOf(platform, workload);
                ClosedLoop load = ClosedLoop.start(clients.opener(), CONNECTIONS, CLIENT_TIMEOUT)) {
            awaitWanted(2);
            assertThat(platform.status()).containsPattern("2 wanted \\(in flight \\d+");
            Pools.awaitSettled(platform, registry, 2);
            long settledAt = load.answered();
            Awaitility.await("both replicas answer")
                    .until(() -> load.answered() > settledAt + 1_000);
            loud = load.finish();
        }
        LoadReport quiet;
        try (Protocol.Clients clients = protocol.clientsOf(platform, workload);
                OpenLoop load =
                        OpenLoop.start(clients.opener(), QUIET_PER_SECOND, 1, CLIENT_TIMEOUT)) {
            awaitWanted(1);
            Pools.awaitSettled(platform, registry, 1);
            quiet = load.finish();
        }

        System.out.printf("RUN size by load over %s: loud %s; quiet %s%n", protocol, loud, quiet);
        assertThat(loud.wrong()).isEmpty();
        assertThat(quiet.wrong()).isEmpty();
        judgeLedger(before, loud.requests() + quiet.requests());
    }

    private static void awaitWanted(int size) {
        Awaitility.await("the autoscaler wants " + size)
                .atMost(Scene.LONG)
                .until(() -> scaling().get("wanted").asInt() == size);
    }

    private static JsonNode scaling() throws IOException, InterruptedException {
        return admin.get("/admin/v1/scaling").expect(200).get("items").get(0);
    }

    private static void judgeLedger(Metrics before, int requests) {
        Awaitility.await("nothing is in flight at the gateway")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    GatewayLedger ledger =
                            GatewayLedger.of(platform.gatewayMetrics())
                                    .minus(GatewayLedger.of(before));
                    assertThat(ledger.inFlight()).isZero();
                    assertThat(ledger.accepted()).isEqualTo(ledger.outcomes()).isEqualTo(requests);
                    assertThat(ledger.failed()).as("lost").isZero();
                    assertThat(ledger.completed()).isEqualTo(requests);
                });
    }
}
