package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.load.Answer;
import dev.slipway.e2e.load.Connection;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Pools;
import dev.slipway.e2e.platform.SharedPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LeavingClientTest {
    private static final String OUTCOMES = "slipway_gateway_requests_outcome_total";
    private static final String GONE = "outcome=\"client_gone\"";
    private static final String RUNS = "slipway_engine_runs_total";
    private static final String WAITING = "slipway_gateway_replica_waiting";
    private static final int STAYING = 4;
    private static final int LEAVING = 6;

    /** A few µs each: seconds for one request, so that the next ones surely queue. */
    private static final long STEPS = 600_000;

    private Platform platform;

    @BeforeAll
    void start(Platform shared) throws Exception {
        platform = shared;
        Pools.resize(platform, platform.registry(), 1);
        AdminApi admin = platform.admin();
        admin.deploy("counter", Models.counter(), Duration.ofSeconds(60));
    }

    @Test
    void theWorkOfAClientThatLeavesIsTakenOutOfTheQueue() throws Exception {
        double runsBefore = engineRuns();
        double goneBefore = platform.gatewayMetrics().sum(OUTCOMES, GONE);
        List<Connection> staying = ask(STAYING);
        awaitAtReplica(STAYING);
        List<Connection> leaving = ask(LEAVING);
        awaitAtReplica(STAYING + LEAVING);

        for (Connection connection : leaving.subList(0, LEAVING / 2)) {
            connection.reset();
        }
        for (Connection connection : leaving.subList(LEAVING / 2, LEAVING)) {
            connection.close();
        }
        Awaitility.await("the gateway has noticed")
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> platform.gatewayMetrics().sum(OUTCOMES, GONE) == goneBefore + LEAVING);

        for (Connection connection : staying) {
            Answer answer = connection.read(Duration.ofMinutes(1));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("[" + STEPS + "]");
            connection.close();
        }
        Awaitility.await("nothing waits any more")
                .atMost(Duration.ofSeconds(10))
                .until(() -> platform.gatewayMetrics().sum(WAITING) == 0);
        assertThat(engineRuns() - runsBefore).as("engine runs").isEqualTo(STAYING);
    }

    private List<Connection> ask(int count) throws IOException {
        String body =
                "{\"inputs\":[{\"name\":\"steps\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":["
                        + STEPS
                        + "]}]}";
        String request =
                "POST /v2/models/counter/infer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + platform.inferKey()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = Connection.open(platform.port());
            connection.send(request.getBytes(StandardCharsets.US_ASCII));
            connections.add(connection);
        }
        return connections;
    }

    private void awaitAtReplica(int count) {
        Awaitility.await(count + " requests are at the replica")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> platform.gatewayMetrics().sum(WAITING) >= count);
    }

    private double engineRuns() throws IOException, InterruptedException {
        return platform.metrics(platform.replicas().getFirst()).sum(RUNS);
    }
}
