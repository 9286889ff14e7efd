package dev.slipway.e2e.zeroloss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.load.EchoWorkload;
import dev.slipway.e2e.load.EchoWorkload.Line;
import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.load.OpenLoop;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Pools;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** One rollout from version 1 to version 2 under load and under a fault, and its judgement. */
final class RolloutRun {
    private static final int PER_SECOND = 100;
    private static final int CONNECTIONS = 64;
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(60);
    private static final int BAKE_SECONDS = 3;
    private static final boolean FULL = Boolean.getBoolean("slipway.e2e.full");
    private static final Duration AFTER_COMPLETED = Duration.ofSeconds(FULL ? 15 : 1);
    private static final Line FIRST = new Line(1, 1);
    private static final Line SECOND = new Line(2, 7);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Platform platform;
    private final AdminApi admin;
    private final String name;
    private final String model;
    private Protocol protocol = Protocol.asked();

    RolloutRun(Platform platform, String name) throws IOException {
        this.platform = platform;
        this.admin = platform.admin();
        this.name = name;
        this.model = "echo-" + COUNT.incrementAndGet();
    }

    RolloutRun over(Protocol spoken) {
        protocol = spoken;
        return this;
    }

    /** Runs with a pool of this size; fails unless nothing was lost. */
    void run(int replicas, Fault fault) throws IOException, InterruptedException {
        AdminApi registry = platform.registry();
        Pools.resize(platform, registry, replicas);
        prepareVersions();
        EchoWorkload workload =
                new EchoWorkload(model, platform.inferKey(), Map.of(1, FIRST, 2, SECOND));
        var before = platform.gatewayMetrics();
        try (Protocol.Clients clients = protocol.clientsOf(platform, workload);
                OpenLoop load =
                        OpenLoop.start(clients.opener(), PER_SECOND, CONNECTIONS, CLIENT_TIMEOUT)) {
            Scene scene = new Scene(platform, registry, model, load, before);
            Awaitility.await("the load is under way").until(() -> load.answered() > PER_SECOND);
            fault.arm(scene);
            long askedAt = System.nanoTime();
            try (RolloutWatch watch = new RolloutWatch(registry, model, askForRollout(registry))) {
                scene.watch(watch);
                Window window = fault.strike(scene);
                long completedAt = watch.await("completed", Scene.LONG);
                Awaitility.await("version 1 is unloaded within the load")
                        .atMost(Scene.LONG)
                        .until(() -> isUnloaded(registry, 1));
                double unloadedAfter = (System.nanoTime() - completedAt) / 1e9;
                Awaitility.await("the load goes on after completed")
                        .atMost(AFTER_COMPLETED.plusSeconds(5))
                        .until(() -> System.nanoTime() - completedAt >= AFTER_COMPLETED.toNanos());
                LoadReport report = load.finish();
                fault.heal(scene);
                print(report, watch, window, askedAt, unloadedAfter);
                judge(report, window, askedAt, completedAt);
                judgeLedger(fault.books(scene), report);
                fault.verify(scene, window, report);
            }
        }
    }

    private void prepareVersions() throws IOException, InterruptedException {
        int first = admin.deploy(model, bytes(FIRST), Scene.LONG);
        int second = admin.uploadModel(model, bytes(SECOND));
        assertThat(second).isEqualTo(first + 1).isEqualTo(2);
    }

    private static byte[] bytes(Line function) {
        return Models.line(function.factor(), function.offset(), UUID.randomUUID().toString());
    }

    /** Asks until there is one: the registry may die in the middle of the first question. */
    private String askForRollout(AdminApi registry) {
        Awaitility.await("a rollout is accepted")
                .atMost(Scene.LONG)
                .ignoreExceptions()
                .until(() -> {
                    Optional<String> already = rolloutToSecond(registry);
                    return already.isPresent()
                            || !admin.startRollout(model, 2, BAKE_SECONDS).isEmpty();
                });
        return Awaitility.await("the rollout is found")
                .atMost(Scene.LONG)
                .ignoreExceptions()
                .until(() -> rolloutToSecond(registry), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> rolloutToSecond(AdminApi registry)
            throws IOException, InterruptedException {
        JsonNode rollouts = registry.get("/admin/v1/models/" + model + "/rollouts").expect(200);
        for (JsonNode rollout : rollouts.get("items")) {
            if (rollout.get("to_version").asInt() == 2) {
                return Optional.of(rollout.get("id").asString());
            }
        }
        return Optional.empty();
    }

    private boolean isUnloaded(AdminApi registry, int version)
            throws IOException, InterruptedException {
        AdminApi.Reply reply = registry.get("/admin/v1/replicas");
        if (reply.status() != 200) {
            return false;
        }
        for (JsonNode replica : reply.body().get("items")) {
            for (JsonNode loaded : replica.get("versions")) {
                if (loaded.get("model").asString().equals(model)
                        && loaded.get("version").asInt() == version
                        && !replica.get("state").asString().equals("gone")) {
                    return false;
                }
            }
        }
        return true;
    }

    private void print(
            LoadReport report,
            RolloutWatch watch,
            Window window,
            long askedAt,
            double unloadedAfter) {
        System.out.printf(
                "RUN %s over %s: %s; asked at %.1f s of the load, then %s; fault from %.2f to %.2f s"
                        + " after it; old version unloaded %.1f s after completed; longest"
                        + " answer to what was sent during the fault %.0f ms%n",
                name,
                protocol,
                report,
                (askedAt - report.startedAt()) / 1e9,
                watch.since(askedAt),
                (window.from() - askedAt) / 1e9,
                (window.to() - askedAt) / 1e9,
                unloadedAfter,
                report.longestServiceMs(window.from() - 1_000_000_000L, window.to()));
    }

    private void judge(LoadReport report, Window window, long askedAt, long completedAt) {
        assertThat(report.wrong()).as("answers other than the right 200").isEmpty();
        assertThat(report.byVersion()).as("both versions answered").containsOnlyKeys(1, 2);
        assertThat(report.byVersionSentAfter(completedAt))
                .as("only the new version answers what is asked after completed")
                .containsOnlyKeys(2);
        assertThat(window.from())
                .as("the fault fell inside the load and inside the rollout")
                .isGreaterThanOrEqualTo(askedAt)
                .isLessThan(completedAt);
        assertThat(askedAt).isGreaterThan(report.startedAt());
        assertThat(completedAt).isLessThan(report.endedAt());
    }

    private void judgeLedger(Books books, LoadReport report) {
        long answered = books.answered(report);
        Awaitility.await("nothing is in flight at the gateway")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    GatewayLedger ledger =
                            GatewayLedger.of(platform.gatewayMetrics())
                                    .minus(GatewayLedger.of(books.before()));
                    assertThat(ledger.inFlight()).isZero();
                    assertThat(ledger.accepted())
                            .isEqualTo(ledger.outcomes())
                            .isEqualTo((double) answered);
                    assertThat(ledger.failed()).as("lost").isZero();
                    assertThat(ledger.clientGone()).isZero();
                    assertThat(ledger.completed()).isEqualTo((double) answered);
                    assertThat(ledger.rejected()).isZero();
                });
    }
}
