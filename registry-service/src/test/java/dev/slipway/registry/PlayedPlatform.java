package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

/** A registry with one gateway and one replica that do at once what they are told. */
final class PlayedPlatform implements AutoCloseable {
    final String database = TestDatabase.fresh();
    RunningRegistry registry = RunningRegistry.start(database);
    final PlayedGateway gateway = new PlayedGateway(registry);
    final PlayedReplica replica = new PlayedReplica(registry);

    PlayedPlatform() {
        registry.sweep(2);
        gateway.catchUp();
        replica.beat();
    }

    /** Registers the next version and rolls it out. */
    void deploy(String model, int version) {
        registry.register(model);
        String id = startRollout(model, version, 0);
        replica.obey();
        until(model, id, "progressing");
        complete(model, id);
        settle(model);
    }

    /** Applies documents until the rollout is completed. */
    void complete(String model, String id) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> {
                    gateway.catchUp();
                    return state(model, id).equals("completed");
                });
    }

    /** Lets replicas drop what was withdrawn. */
    void settle(String model) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> {
                    gateway.catchUp();
                    replica.obey();
                    return registry.get("/replicas")
                            .at("/items/0/versions")
                            .valueStream()
                            .noneMatch(one ->
                                    one.get("model").asString().equals(model)
                                            && one.get("withdrawn").asBoolean());
                });
    }

    String startRollout(String model, int version, int bakeSeconds) {
        return assertDone(
                        registry.admin(
                                "POST",
                                "/models/" + model + "/rollouts",
                                Map.of("version", version, "bake_seconds", bakeSeconds)),
                        201)
                .get("id")
                .asString();
    }

    String state(String model, String id) {
        return registry.get("/models/" + model + "/rollouts/" + id).get("state").asString();
    }

    void until(String model, String id, String state) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(30))
                .untilAsserted(() -> assertThat(state(model, id)).isEqualTo(state));
    }

    void restart() {
        registry.close();
        registry = RunningRegistry.start(database);
        gateway.moveTo(registry);
        replica.moveTo(registry);
    }

    @Override
    public void close() {
        registry.close();
    }
}
