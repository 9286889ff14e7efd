package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.signal.GatewayStatus;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Heartbeats, sweeps, drains and deaths as gateways and the autoscaler see them. */
class ReplicasTest {
    private final RunningRegistry registry = RunningRegistry.start(TestDatabase.fresh());
    private final PlayedGateway gateway = new PlayedGateway(registry);

    @AfterEach
    void stop() {
        registry.close();
    }

    private long number() {
        gateway.catchUp();
        return gateway.applied.number();
    }

    private List<PoolReplica> pool() {
        PoolStatus[] pools =
                RunningRegistry.read(
                        registry.internal(Role.AUTOSCALER, "GET", "/internal/v1/pools", null),
                        PoolStatus[].class);
        return Arrays.asList(pools).getFirst().replicas();
    }

    /** Two replicas that have the model's only version ready. */
    private List<PlayedReplica> serving(int count) {
        registry.register("digits");
        registry.admin("PUT", "/pools/default", Map.of("min", count, "max", count));
        registry.admin("POST", "/models/digits/rollouts", Map.of("version", 1));
        List<PlayedReplica> replicas =
                java.util.stream.Stream.generate(() -> new PlayedReplica(registry))
                        .limit(count)
                        .toList();
        replicas.forEach(PlayedReplica::obey);
        return replicas;
    }

    private void death(UUID instance) {
        assertThat(
                        registry.internal(
                                        Role.AUTOSCALER,
                                        "POST",
                                        "/internal/v1/replicas/" + instance + "/death",
                                        null)
                                .statusCode())
                .isEqualTo(204);
    }

    @Test
    void theAutoscalerIsToldEachPoolsModelsAndTarget() {
        serving(1);
        registry.admin("PUT", "/pools/default", Map.of("min", 1, "max", 2, "target_in_flight", 4));
        PoolStatus[] pools =
                RunningRegistry.read(
                        registry.internal(Role.AUTOSCALER, "GET", "/internal/v1/pools", null),
                        PoolStatus[].class);
        assertThat(pools).hasSize(1);
        assertThat(pools[0].models()).containsExactly("digits");
        assertThat(pools[0].targetInFlight()).isEqualTo(4);
    }

    @Test
    void theAutoscalerIsToldWhereGatewaysAreHeardUntilTheySayGoodbye() {
        gateway.watch(0);
        assertThat(gateways()).containsExactly(new GatewayStatus(gateway.bootId, null));
        HttpResponse<String> heard =
                registry.internal(
                        Role.GATEWAY,
                        "GET",
                        "/internal/v1/documents/routing?gateway=%s&epoch=0&number=0&wait_ms=0&signal_address=%s"
                                .formatted(gateway.bootId, "10.0.0.7:8082"),
                        null);
        assertThat(heard.statusCode()).isEqualTo(200);
        assertThat(gateways()).containsExactly(new GatewayStatus(gateway.bootId, "10.0.0.7:8082"));
        gateway.goodbye();
        assertThat(gateways()).isEmpty();
    }

    private List<GatewayStatus> gateways() {
        return Arrays.asList(
                RunningRegistry.read(
                        registry.internal(Role.AUTOSCALER, "GET", "/internal/v1/gateways", null),
                        GatewayStatus[].class));
    }

    @Test
    void aHeartbeatWithoutNewsRaisesNothingAndTouchesOnlyTheLease() {
        PlayedReplica replica = new PlayedReplica(registry);
        replica.beat();
        replica.beat();
        long before = number();
        JdbcClient sql = registry.bean(JdbcClient.class);
        String row = "SELECT row_version FROM replicas";
        long version = sql.sql(row).query(Long.class).single();
        registry.sweep(1);
        replica.beat();
        assertThat(number()).isEqualTo(before);
        assertThat(sql.sql(row).query(Long.class).single()).isEqualTo(version);
        assertThat(pool().getFirst().missedSweeps()).isZero();
    }

    @Test
    void aVersionThatBecomesReadyRaisesTheDocument() {
        registry.register("digits");
        registry.admin("POST", "/models/digits/rollouts", Map.of("version", 1));
        PlayedReplica replica = new PlayedReplica(registry);
        replica.beat();
        long before = number();
        assertThat(pool().getFirst().complete()).isFalse();
        replica.obey();
        assertThat(number()).isGreaterThan(before);
        assertThat(gateway.replicas().getFirst().serves()).hasSize(1);
        assertThat(pool().getFirst().complete()).isTrue();
    }

    @Test
    void aLateHeartbeatIsIgnored() {
        PlayedReplica replica = new PlayedReplica(registry);
        replica.beat();
        replica.beat();
        replica.state = ReplicaState.DRAINING;
        replica.send(1);
        assertThat(gateway.replicas().getFirst().state()).isEqualTo(ReplicaState.READY);
    }

    @Test
    void aNewReplicaIsToldItsVersionsInItsFirstAnswer() {
        serving(1);
        assertThat(new PlayedReplica(registry).versions()).containsExactly(1);
    }

    @Test
    void threeMissedSweepsMakeAReplicaSuspectAndOneHeartbeatMakesItReady() {
        PlayedReplica replica = serving(1).getFirst();
        registry.sweep(2);
        assertThat(gateway.replicas().getFirst().state()).isEqualTo(ReplicaState.READY);
        registry.sweep(1);
        assertThat(gateway.replicas().getFirst().state()).isEqualTo(ReplicaState.SUSPECT);
        assertThat(gateway.replicas().getFirst().serves()).hasSize(1);
        replica.beat();
        assertThat(gateway.replicas().getFirst().state()).isEqualTo(ReplicaState.READY);
    }

    @Test
    void aSilentReplicaLeavesOnlyWhenAnotherServesItsVersions() {
        List<PlayedReplica> replicas = serving(2);
        PlayedReplica silent = replicas.getFirst();
        for (int sweep = 0; sweep < 30; sweep++) {
            assertThat(gateway.replicas()).hasSize(2);
            registry.sweep(1);
            replicas.getLast().beat();
        }
        assertThat(gateway.replicas()).extracting("instance").doesNotContain(silent.instance);
        registry.sweep(40);
        assertThat(gateway.replicas()).as("the last one stays").hasSize(1);
        silent.obey();
        assertThat(gateway.replicas()).as("it may come back").hasSize(2);
    }

    @Test
    void aSweepThatIsNotDueAgesNothing() {
        new PlayedReplica(registry).beat();
        registry.sweep(1);
        registry.bean(dev.slipway.registry.replica.Sweep.class).sweepIfDue();
        assertThat(pool().getFirst().missedSweeps()).isEqualTo(1);
    }

    @Test
    void aDeadReplicaLeavesAtOnceAndForGood() {
        PlayedReplica replica = serving(1).getFirst();
        death(replica.instance);
        death(replica.instance);
        death(UUID.randomUUID());
        assertThat(gateway.replicas()).isEmpty();
        assertThat(replica.beat().assignments()).isEmpty();
        assertThat(gateway.replicas()).isEmpty();
        assertThat(pool()).isEmpty();
    }

    @Test
    void aGoodbyeTakesTheReplicaOut() {
        PlayedReplica replica = serving(1).getFirst();
        replica.state = ReplicaState.GONE;
        assertThat(replica.beat().drainApplied()).isTrue();
        assertThat(gateway.replicas()).isEmpty();
    }

    @Test
    void aDrainIsAppliedWhenEveryGatewayAppliedIt() {
        PlayedReplica replica = serving(1).getFirst();
        gateway.catchUp();
        replica.state = ReplicaState.DRAINING;
        assertThat(replica.beat().drainApplied()).isFalse();
        gateway.watch(0);
        assertThat(replica.beat().drainApplied()).as("brought, not yet said").isFalse();
        assertThat(gateway.replicas().getFirst().state()).isEqualTo(ReplicaState.DRAINING);
        assertThat(replica.beat().drainApplied()).isTrue();
    }

    @Test
    void aReplicaOfAnUnknownPoolIsTold() {
        PlayedReplica replica = new PlayedReplica(registry);
        replica.pool = "gpu";
        var answer = replica.send();
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no pool 'gpu'.");
    }

    @Test
    void anIncompleteHeartbeatIsABadRequest() {
        UUID instance = UUID.randomUUID();
        var answer =
                registry.internal(
                        Role.REPLICA,
                        "POST",
                        "/internal/v1/replicas/" + instance + "/heartbeat",
                        "{\"instance\":\""
                                + instance
                                + "\",\"sequence\":1,\"pid\":1,\"queue_limit\":1,\"state\":\"ready\",\"pool\":"
                                + "\"default\",\"loaded\":[]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("lacks 'address'");
    }
}
