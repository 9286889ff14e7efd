package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nobody waits for a gateway that said goodbye; loops look when they are woken, hardly else. */
class GatewayGoodbyeTest {
    private final RunningRegistry registry =
            RunningRegistry.start(TestDatabase.fresh(), "--slipway.rollout.tick=10s");
    private final PlayedGateway gateway = new PlayedGateway(registry);
    private final PlayedGateway leaving = new PlayedGateway(registry);
    private final PlayedReplica replica = new PlayedReplica(registry);

    @BeforeEach
    void settle() {
        registry.sweep(2);
        gateway.catchUp();
        leaving.catchUp();
        replica.beat();
        registry.register("digits");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String start(int version) {
        HttpResponse<String> answer =
                registry.admin(
                        "POST",
                        "/models/digits/rollouts",
                        Map.of("version", version, "bake_seconds", 0));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return RunningRegistry.JSON.readTree(answer.body()).get("id").asString();
    }

    private void until(String id, String state) {
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        registry.get("/models/digits/rollouts/" + id)
                                .get("state")
                                .asString()
                                .equals(state));
    }

    private void sayGoodbye() {
        assertThat(leaving.goodbye().statusCode()).isEqualTo(204);
    }

    private long leases() {
        return registry.bean(JdbcClient.class)
                .sql("SELECT count(*) FROM gateways WHERE boot_id = :boot")
                .param("boot", leaving.bootId)
                .query(Long.class)
                .single();
    }

    @Test
    void aRolloutThatWaitsForItGoesOnAtOnce() {
        String id = start(1);
        replica.obey();
        until(id, "progressing");
        gateway.catchUp();
        sayGoodbye();
        until(id, "completed");
    }

    @Test
    void aWithdrawnVersionIsTakenAwayAtOnce() {
        String id = start(1);
        assertThat(replica.versions()).containsExactly(1);
        assertThat(registry.admin("POST", "/models/digits/rollouts/" + id + ":rollback", null))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(200);
        gateway.catchUp();
        assertThat(replica.versions()).containsExactly(1);
        sayGoodbye();
        await().atMost(Duration.ofSeconds(5)).until(() -> replica.versions().isEmpty());
    }

    @Test
    void aDrainingReplicaNeedNotWaitForIt() {
        replica.state = ReplicaState.DRAINING;
        assertThat(replica.beat().drainApplied()).isFalse();
        gateway.catchUp();
        assertThat(replica.beat().drainApplied()).isFalse();
        sayGoodbye();
        assertThat(replica.beat().drainApplied()).isTrue();
    }

    @Test
    void aWatchThatWaitedMeanwhileDoesNotBringItBackAndANewOneDoes()
            throws ExecutionException, InterruptedException, TimeoutException {
        leaving.catchUp();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> watch = threads.submit(() -> leaving.watch(10_000));
            await().until(() -> registry.shelf().waiting() > 0);
            assertThat(leases()).isOne();
            sayGoodbye();
            registry.register("digits");
            assertThat(watch.get(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(leases()).isZero();
        leaving.watch(0);
        assertThat(leases()).isOne();
    }

    @Test
    void oneThatNobodyKnowsIsNoErrorAndANameThatIsNoneIs() {
        sayGoodbye();
        sayGoodbye();
        HttpResponse<String> answer =
                registry.internal(
                        Role.GATEWAY, "DELETE", "/internal/v1/documents/gateways/a%20b", null);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("1 to 64 letters");
    }
}
