package dev.slipway.e2e.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.load.EchoWorkload;
import dev.slipway.e2e.load.EchoWorkload.Line;
import dev.slipway.e2e.load.HttpConversation;
import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.load.OpenLoop;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Pools;
import dev.slipway.e2e.platform.SharedPlatform;
import dev.slipway.e2e.platform.Signal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class TwoOfEachTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String SWITCH = "rollout-switch-before-commit";
    private static final Line FIRST = new Line(1, 1);
    private static final Line SECOND = new Line(2, 7);
    private static final String X =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"INT64\",\"data\":[1,2,3]}]}";

    private Platform platform;
    private Pair pair;

    @BeforeAll
    void start(Platform shared) throws Exception {
        platform = shared;
        Pools.resize(platform, platform.registry(), 2);
        pair = Pair.of(platform);
    }

    @AfterAll
    void stop() throws Exception {
        // A pair whose start failed has put back what it took.
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    @Order(1)
    void whatIsWrittenThroughEitherGatewayIsSeenThroughBothAndInBothRegistries() throws Exception {
        AdminApi first = pair.first();
        AdminApi second = pair.second();
        first.uploadModel("pair", bytes(FIRST));
        String rollout = second.startRollout("pair", 1, 0);
        for (AdminApi gateway : List.of(first, second)) {
            awaitCompleted(gateway, "pair", rollout);
            assertThat(gateway.post("/v2/models/pair/infer", X).expect(200).toString())
                    .contains("[2,3,4]");
        }
        second.put("/admin/v1/models/pair/aliases/champion", "{\"version\":1}");
        for (Member registry : pair.registries()) {
            assertThat(
                            pair.asked(registry)
                                    .get("/admin/v1/models/pair/aliases/champion")
                                    .expect(200)
                                    .get("version")
                                    .asInt())
                    .as(registry.name())
                    .isEqualTo(1);
        }
        assertThat(first.get("/admin/v1/models/pair/aliases/champion").status()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void aKeyThatIsMadeThroughOneGatewayOpensTheOtherUntilItIsRevoked() throws Exception {
        var made =
                pair.first()
                        .post(
                                "/admin/v1/api-keys",
                                "{\"label\":\"pair\",\"principal\":\"pair\",\"grants\":"
                                        + "[{\"model\":\"*\",\"action\":\"read\"}]}")
                        .expect(201);
        String key = made.get("key").asString();
        AdminApi atFirst = holder(platform.port(), key);
        AdminApi atSecond = holder(pair.secondGateway().port(), key);
        assertThat(atFirst.get("/v1/models").status()).as("known where it was made").isEqualTo(200);
        Awaitility.await("the other gateway knows the key")
                .atMost(SOON)
                .until(() -> atSecond.get("/v1/models").status() == 200);
        pair.first().delete("/admin/v1/api-keys/" + made.get("id").asString());
        // The answer waits for this gateway's document, 2 s at most: later than that fails here.
        assertThat(atFirst.get("/v1/models").status())
                .as("refused where it was revoked, from the answer on")
                .isEqualTo(401);
        Awaitility.await("the other gateway has forgotten it")
                .atMost(SOON)
                .until(() -> atSecond.get("/v1/models").status() == 401);
    }

    private static AdminApi holder(int port, String key) {
        return new AdminApi("http://127.0.0.1:" + port, Map.of("Authorization", "Bearer " + key));
    }

    /** Each sweeps every 2 s, yet leases age at that pace, not at twice. */
    @Test
    @Order(3)
    void ofTwoRegistriesOneSweeps() throws Exception {
        long from = awaitSweep(sweeps() + 1);
        long third = awaitSweep(sweeps() + 3);
        assertThat(Duration.ofNanos(third - from)).isGreaterThan(Duration.ofMillis(3 * 1700));
    }

    @Test
    @Order(4)
    void whenTheLeadingRegistryHaltsInARolloutTheOtherCompletesIt() throws Exception {
        String model = serveFirst("pair-halts");
        Loads loads = new Loads(model);
        try (loads) {
            platform.failpoint(SWITCH);
            String rollout = pair.second().startRollout(model, 2, 1);
            Awaitility.await("one of them leads the rollout")
                    .atMost(LIMIT)
                    .until(() -> platform.failpointHit(SWITCH));
            Awaitility.await("it halts")
                    .atMost(SOON)
                    .until(() -> !pair.registries().stream().allMatch(Member::isAlive));
            completeOnTheLivingOne(model, rollout);
        }
        loads.assertNothingWrong();
        restartDeadRegistry();
    }

    @Test
    @Order(5)
    void whenARegistryIsKilledInARolloutTheOtherCompletesIt() throws Exception {
        String model = serveFirst("pair-killed");
        Loads loads = new Loads(model);
        try (loads) {
            String rollout = pair.first().startRollout(model, 2, 4);
            AdminApi watched = pair.asked(pair.registries().get(1));
            Awaitility.await("traffic has moved")
                    .atMost(LIMIT)
                    .until(() -> watched.rolloutState(model, rollout).equals("baking"));
            pair.registries().get(0).kill();
            completeOnTheLivingOne(model, rollout);
        }
        loads.assertNothingWrong();
        restartDeadRegistry();
    }

    @Test
    @Order(6)
    void whenAGatewayIsKilledTheOtherServesOnAndRollsOut() throws Exception {
        String model = serveFirst("pair-alone");
        try (OpenLoop load = load(platform.port(), model)) {
            Awaitility.await().until(() -> load.answered() > 100);
            pair.secondGateway().kill();
            long atDeath = load.answered();
            String rollout = pair.first().startRollout(model, 2, 0);
            awaitCompleted(pair.first(), model, rollout);
            Awaitility.await().until(() -> load.answered() > atDeath + 200);
            LoadReport report = load.finish();
            assertThat(report.wrong()).isEmpty();
            assertThat(report.byVersion()).containsOnlyKeys(1, 2);
        }
        pair.secondGateway().startAgain();
        Pair.awaitReady(pair.second());
        try (OpenLoop load = load(pair.secondGateway().port(), model)) {
            Awaitility.await().until(() -> load.answered() > 100);
            long former = platform.service("gateway").process().pid();
            Signal.KILL.to(former);
            long atDeath = load.answered();
            Awaitility.await("the launcher's gateway comes back meanwhile")
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> pair.first().get("/readyz").status() == 200);
            Awaitility.await().until(() -> load.answered() > atDeath + 200);
            LoadReport report = load.finish();
            assertThat(report.wrong()).isEmpty();
            assertThat(report.byVersion()).containsOnlyKeys(2);
        }
    }

    /** A load on each gateway. */
    private final class Loads implements AutoCloseable {
        private final OpenLoop first;
        private final OpenLoop second;

        Loads(String model) throws IOException {
            first = load(platform.port(), model);
            second = load(pair.secondGateway().port(), model);
            Awaitility.await().until(() -> first.answered() > 50 && second.answered() > 50);
        }

        void assertNothingWrong() throws InterruptedException {
            for (OpenLoop one : List.of(first, second)) {
                LoadReport report = one.finish();
                assertThat(report.wrong()).isEmpty();
                assertThat(report.byVersion()).containsOnlyKeys(1, 2);
            }
        }

        /** Lets both send no more; what is under way is still judged. */
        @Override
        public void close() {
            first.stop();
            second.stop();
        }
    }

    private OpenLoop load(int port, String model) throws IOException {
        EchoWorkload echo =
                new EchoWorkload(model, platform.inferKey(), Map.of(1, FIRST, 2, SECOND));
        return OpenLoop.start(HttpConversation.to(port, echo), 50, 16, Duration.ofSeconds(60));
    }

    /** A model of which version 1 is served and version 2 is there. */
    private String serveFirst(String model) throws IOException, InterruptedException {
        AdminApi admin = pair.first();
        admin.uploadModel(model, bytes(FIRST));
        awaitCompleted(admin, model, admin.startRollout(model, 1, 0));
        admin.uploadModel(model, bytes(SECOND));
        Awaitility.await("the second gateway knows it too")
                .atMost(SOON)
                .until(() ->
                        pair.second().post("/v2/models/" + model + "/infer", X).status() == 200);
        return model;
    }

    private static byte[] bytes(Line function) {
        return Models.line(function.factor(), function.offset(), UUID.randomUUID().toString());
    }

    private void completeOnTheLivingOne(String model, String rollout) throws IOException {
        assertThat(pair.registries().stream().filter(Member::isAlive)).hasSize(1);
        AdminApi survivor = pair.asked(pair.livingRegistry());
        awaitCompleted(survivor, model, rollout);
        assertThat(pair.registries().stream().filter(Member::isAlive)).hasSize(1);
    }

    private void restartDeadRegistry() throws IOException {
        for (Member registry : pair.registries()) {
            if (!registry.isAlive()) {
                registry.startAgain();
            }
        }
    }

    private static void awaitCompleted(AdminApi api, String model, String rollout) {
        Awaitility.await("the rollout of " + model + " completes")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> api.rolloutState(model, rollout).equals("completed"));
    }

    /** When a sweep of this number was first seen. */
    private long awaitSweep(long number) {
        Awaitility.await("sweep " + number)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> sweeps() >= number);
        return System.nanoTime();
    }

    private long sweeps() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                pair.registryVariable("SLIPWAY_DB_URL"),
                                pair.registryVariable("SLIPWAY_DB_USER"),
                                pair.registryVariable("SLIPWAY_DB_PASSWORD"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT number FROM registry.sweeps")) {
            result.next();
            return result.getLong(1);
        }
    }
}
