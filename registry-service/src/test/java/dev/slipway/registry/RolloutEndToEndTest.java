package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.contract.Headers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rollouts from the request to the end, also across restarts. */
class RolloutEndToEndTest {
    private final String database = TestDatabase.fresh();
    private RunningRegistry registry = RunningRegistry.start(database);
    private PlayedGateway gateway = new PlayedGateway(registry);
    private PlayedReplica replica = new PlayedReplica(registry);

    @BeforeEach
    void settle() {
        registry.sweep(2);
        gateway.catchUp();
        replica.beat();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String start(int version, int bakeSeconds) {
        HttpResponse<String> answer =
                registry.admin(
                        "POST",
                        "/models/digits/rollouts",
                        Map.of("version", version, "bake_seconds", bakeSeconds));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue(Headers.DOCUMENT)).isPresent();
        return RunningRegistry.JSON.readTree(answer.body()).get("id").asString();
    }

    private JsonNode rollout(String id) {
        return registry.get("/models/digits/rollouts/" + id);
    }

    private void until(String id, String state) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(30))
                .untilAsserted(
                        () -> assertThat(rollout(id).get("state").asString()).isEqualTo(state));
    }

    private void deployFirst() {
        registry.register("digits");
        String id = start(1, 0);
        replica.obey();
        until(id, "progressing");
        gateway.catchUp();
        until(id, "completed");
    }

    private void restart() {
        registry.close();
        registry = RunningRegistry.start(database);
        gateway.moveTo(registry);
        replica.moveTo(registry);
    }

    @Test
    void aFirstRolloutMakesItsDeploymentAndCompletesOnceGatewaysAppliedTheSwitch() {
        registry.register("digits");
        gateway.catchUp();
        String id = start(1, 0);
        assertThat(replica.versions()).containsExactly(1);
        assertThat(gateway.traffic("digits")).isEmpty();
        replica.obey();
        until(id, "progressing");
        assertThat(gateway.traffic("digits")).containsExactly(Map.entry(1, 100));
        until(id, "completed");
        assertThat(gateway.replicas()).hasSize(1);
        assertThat(gateway.replicas().getFirst().serves()).hasSize(1);
        assertThat(registry.get("/models/digits/deployment").get("pool").asString())
                .isEqualTo("default");
    }

    @Test
    void theOldVersionStaysUntilEveryGatewayAppliedADocumentWithoutIt() {
        deployFirst();
        registry.register("digits");
        String id = start(2, 0);
        assertThat(replica.versions()).containsExactly(1, 2);
        replica.obey();
        until(id, "progressing");
        assertThat(gateway.traffic("digits")).containsOnly(Map.entry(1, 0), Map.entry(2, 100));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> rollout(id).get("detail").asString().contains("leaves"));
        assertThat(replica.versions()).containsExactly(1, 2);
        assertThat(rollout(id).get("state").asString()).isEqualTo("baking");
        assertThat(gateway.traffic("digits")).containsExactly(Map.entry(2, 100));
        until(id, "completed");
        await().atMost(Duration.ofSeconds(5)).until(() -> replica.versions().size() == 1);
        assertThat(replica.versions()).containsExactly(2);
    }

    @Test
    void aSecondRolloutIsRefusedWhileOneIsActive() {
        registry.register("digits");
        start(1, 0);
        HttpResponse<String> answer =
                registry.admin("POST", "/models/digits/rollouts", Map.of("version", 1));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("rollout_active");
    }

    @Test
    void aRollbackBeforeTheSwitchAbortsAndWithdrawsTheTarget() {
        deployFirst();
        registry.register("digits");
        String id = start(2, 0);
        HttpResponse<String> answer =
                registry.admin("POST", "/models/digits/rollouts/" + id + ":rollback", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(rollout(id).get("state").asString()).isEqualTo("aborted");
        gateway.catchUp();
        await().atMost(Duration.ofSeconds(5)).until(() -> replica.versions().size() == 1);
        assertThat(gateway.traffic("digits")).containsExactly(Map.entry(1, 100));
    }

    @Test
    void aRollbackWhileBakingIsOneDocumentBack() {
        deployFirst();
        registry.register("digits");
        String id = start(2, 600);
        replica.obey();
        until(id, "progressing");
        gateway.catchUp();
        until(id, "baking");
        HttpResponse<String> answer =
                registry.admin("POST", "/models/digits/rollouts/" + id + ":rollback", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(rollout(id).get("state").asString()).isEqualTo("rolled_back");
        assertThat(gateway.traffic("digits")).containsExactly(Map.entry(1, 100));
        HttpResponse<String> again =
                registry.admin("POST", "/models/digits/rollouts/" + id + ":rollback", null);
        assertThat(again.statusCode()).isEqualTo(409);
    }

    @Test
    void aFailedLoadFailsTheRolloutWithTheReplicasSentence() {
        deployFirst();
        registry.register("digits");
        String id = start(2, 0);
        replica.failure = "model.onnx does not match its digest.";
        replica.obey();
        until(id, "failed");
        assertThat(rollout(id).get("detail").asString()).contains("does not match its digest");
        assertThat(gateway.traffic("digits")).containsExactly(Map.entry(1, 100));
    }

    @Test
    void aVersionThatFailedIsTriedAnewByTheNextRollout() {
        deployFirst();
        registry.register("digits");
        String failed = start(2, 0);
        replica.failure = "the disk is full.";
        replica.obey();
        until(failed, "failed");
        String again = start(2, 0);
        assertThat(replica.versions()).as("told to drop it first").containsExactly(1);
        assertThat(rollout(again).get("state").asString()).isEqualTo("preparing");
        replica.failure = null;
        replica.obey();
        assertThat(replica.obey().assignments()).hasSize(2);
        until(again, "progressing");
    }

    @Test
    void aWithdrawnVersionIsShownUntilTheReplicaDroppedIt() {
        deployFirst();
        registry.register("digits");
        String id = start(2, 0);
        replica.obey();
        until(id, "progressing");
        gateway.catchUp();
        await().until(() -> rollout(id).get("detail").asString().contains("leaves"));
        gateway.catchUp();
        until(id, "completed");
        await().until(() -> replica.versions().size() == 1);
        assertThat(registry.get("/replicas").at("/items/0/versions")).hasSize(2);
        assertThat(registry.get("/replicas").at("/items/0/versions/0/withdrawn").asBoolean())
                .isTrue();
        replica.obey();
        assertThat(registry.get("/replicas").at("/items/0/versions")).hasSize(1);
    }

    @Test
    void aRolloutGoesOnAfterARestartInEveryState() {
        deployFirst();
        registry.register("digits");
        String id = start(2, 0);
        restart();
        assertThat(rollout(id).get("state").asString()).isEqualTo("preparing");
        replica.obey();
        until(id, "progressing");
        restart();
        assertThat(rollout(id).get("state").asString()).isEqualTo("progressing");
        gateway.catchUp();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> rollout(id).get("detail").asString().contains("leaves"));
        restart();
        gateway.catchUp();
        until(id, "completed");
        assertThat(replica.versions()).containsExactly(1, 2);
        registry.sweep(1);
        assertThat(replica.versions()).containsExactly(1, 2);
        registry.sweep(1);
        await().atMost(Duration.ofSeconds(5)).until(() -> replica.versions().size() == 1);
    }

    @Test
    void aSilentGatewayHoldsNothingUp() {
        registry.register("digits");
        PlayedGateway silent = new PlayedGateway(registry);
        silent.watch(0);
        String id = start(1, 0);
        replica.obey();
        until(id, "progressing");
        gateway.catchUp();
        for (int sweep = 0; sweep < 15; sweep++) {
            assertThat(rollout(id).get("state").asString()).isEqualTo("progressing");
            registry.sweep(1);
            gateway.catchUp();
            replica.beat();
        }
        until(id, "completed");
    }

    @Test
    void aRolloutWaitsForAllReadyReplicasAndForTheWantedNumber() {
        registry.register("digits");
        registry.admin("PUT", "/pools/default", Map.of("min", 2, "max", 2));
        String id = start(1, 0);
        replica.obey();
        assertThat(rollout(id).get("capacity_needed").asInt()).isEqualTo(2);
        PlayedReplica second = new PlayedReplica(registry);
        assertThat(second.versions()).containsExactly(1);
        registry.sweep(1);
        assertThat(rollout(id).get("state").asString()).isEqualTo("preparing");
        second.obey();
        until(id, "progressing");
    }
}
