package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Replicas that die before they are ready slow down nobody else. */
class CrashLoopTest {
    private final Scene scene = new Scene();
    private final FakeActuator actuator = scene.actuator;
    private final FakeRegistry registry = scene.registry;

    @Test
    void aCrashLoopOfOnePoolDoesNotDelayTheReplacementsOfAnother() {
        UUID serving = actuator.leaveBehind(FakeRegistry.POOL, true);
        registry.size = 1;
        registry.otherSize = 1;
        registry.ready(serving);
        scene.look();
        crashFor(Duration.ofMinutes(2), serving);
        int started = actuator.started.size();

        actuator.die(serving);
        scene.loop.step();

        assertThat(actuator.started).hasSize(started + 1);
    }

    @Test
    void oneThatServedIsReplacedAtOnceWhileAnotherOfItsPoolCrashes() {
        scene.serving(1);
        UUID serving = scene.started(0);
        registry.size = 2;
        scene.pass(Duration.ofSeconds(1));
        crashFor(Duration.ofMinutes(2), serving);
        int started = actuator.started.size();

        actuator.die(serving);
        scene.pass(Duration.ofSeconds(2));

        assertThat(actuator.started).hasSizeGreaterThan(started);
    }

    @Test
    void itsReplacementWaitsLikeTheOthersIfItCrashesToo() {
        scene.serving(1);
        UUID serving = scene.started(0);
        registry.size = 2;
        scene.pass(Duration.ofSeconds(1));
        crashFor(Duration.ofMinutes(2), serving);
        actuator.die(serving);
        int started = actuator.started.size();

        crashFor(Duration.ofMinutes(2), serving);

        // Two at a time each 30 seconds, and the one at once.
        assertThat(actuator.started.size() - started).isBetween(5, 11);
    }

    private void crashFor(Duration time, UUID except) {
        for (long second = 0; second < time.toSeconds(); second++) {
            actuator.living().stream().filter(one -> !one.equals(except)).forEach(actuator::die);
            scene.pass(Duration.ofSeconds(1));
        }
    }
}
