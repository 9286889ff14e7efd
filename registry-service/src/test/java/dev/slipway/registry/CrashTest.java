package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.registry.failpoint.Failpoints;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A rollout that is cut off right before and right after the commit of each of its steps. */
class CrashTest {
    private static final Set<String> STEPS =
            Set.of(
                    "rollout-switch-before-commit",
                    "rollout-switch-after-commit",
                    "rollout-bake-before-commit",
                    "rollout-bake-after-commit",
                    "rollout-retire-before-commit",
                    "rollout-retire-after-commit",
                    "rollout-complete-before-commit",
                    "rollout-complete-after-commit");

    private final Set<String> passed = ConcurrentHashMap.newKeySet();

    private void crashOnce(String name) {
        if (STEPS.contains(name) && passed.add(name)) {
            throw new IllegalStateException("cut off at " + name);
        }
    }

    @Test
    void aStepThatWasCutOffIsMadeOnceAndTheRolloutCompletes() {
        Failpoints failpoints = this::crashOnce;
        try (RunningRegistry registry =
                RunningRegistry.startWith(TestDatabase.fresh(), failpoints)) {
            registry.sweep(2);
            PlayedGateway gateway = new PlayedGateway(registry);
            PlayedReplica replica = new PlayedReplica(registry);
            gateway.catchUp();
            deploy(registry, 1);
            replica.obey();
            completes(registry, gateway);
            passed.clear();
            deploy(registry, 2);
            replica.obey();
            completes(registry, gateway);
            assertThat(passed).isEqualTo(STEPS);
            assertThat(gateway.traffic("digits")).containsExactly(Map.entry(2, 100));
        }
    }

    private static void deploy(RunningRegistry registry, int version) {
        registry.register("digits");
        assertThat(
                        registry.admin(
                                        "POST",
                                        "/models/digits/rollouts",
                                        Map.of("version", version, "bake_seconds", 0))
                                .statusCode())
                .isEqualTo(201);
    }

    private static void completes(RunningRegistry registry, PlayedGateway gateway) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Map<Integer, Integer> traffic = gateway.traffic("digits");
                    assertThat(traffic.isEmpty() || traffic.containsValue(100)).isTrue();
                    return registry.get("/models/digits/rollouts")
                            .at("/items/0/state")
                            .asString()
                            .equals("completed");
                });
    }
}
