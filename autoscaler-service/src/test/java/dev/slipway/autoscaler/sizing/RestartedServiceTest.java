package dev.slipway.autoscaler.sizing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RestartedServiceTest {
    private final Scene scene = new Scene();
    private final FakeActuator actuator = scene.actuator;
    private final FakeRegistry registry = scene.registry;

    @Test
    void theLivingAreAdoptedAndNoneIsStartedBesideThem() {
        UUID first = actuator.leaveBehind(FakeRegistry.POOL, true);
        UUID second = actuator.leaveBehind(FakeRegistry.POOL, true);
        registry.size = 2;
        registry.ready(first);
        registry.ready(second);

        scene.look().pass(Duration.ofSeconds(10));

        assertThat(actuator.started).isEmpty();
        assertThat(scene.living()).containsExactly(first, second);
        assertThat(scene.events.count("adopted")).isEqualTo(2);
    }

    @Test
    void anAdoptedReplicaThatDiesIsReplacedOnceAndAtOnce() {
        UUID first = actuator.leaveBehind(FakeRegistry.POOL, true);
        UUID second = actuator.leaveBehind(FakeRegistry.POOL, true);
        registry.size = 2;
        registry.ready(first);
        registry.ready(second);
        scene.look();

        actuator.dieUnseen(second);
        scene.pass(Scene.SETTINGS.tick());
        assertThat(actuator.started).hasSize(1);

        scene.pass(Duration.ofSeconds(20));
        assertThat(actuator.started).hasSize(1);
        assertThat(registry.reports).containsExactly(second);
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void oneThatDiedMeanwhileIsReportedAndReplaced() {
        UUID living = actuator.leaveBehind(FakeRegistry.POOL, true);
        UUID dead = actuator.leaveBehind(FakeRegistry.POOL, false);
        registry.size = 2;

        scene.look().pass(Duration.ofSeconds(5));

        assertThat(registry.reports).containsExactly(dead);
        assertThat(actuator.forgotten).containsExactly(dead);
        assertThat(scene.living()).containsExactly(living, scene.started(0));
    }

    @Test
    void beforeTheRegistryAnswersTheNumberOfAdoptedOnesHolds() {
        registry.away = true;
        UUID first = actuator.leaveBehind(FakeRegistry.POOL, true);
        actuator.leaveBehind(FakeRegistry.POOL, true);
        scene.look();

        actuator.dieUnseen(first);
        scene.pass(Duration.ofSeconds(10));

        assertThat(actuator.started).hasSize(1);
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void aSecondLifeKeepsTheCountExactWhenOneIsSurplus() {
        actuator.leaveBehind(FakeRegistry.POOL, true);
        actuator.leaveBehind(FakeRegistry.POOL, true);
        UUID newest = actuator.leaveBehind(FakeRegistry.POOL, true);
        registry.size = 2;

        scene.look().pass(Duration.ofSeconds(5));

        assertThat(actuator.terminated).containsExactly(newest);
        assertThat(actuator.started).isEmpty();
    }

    @Test
    void nothingIsStartedUntilItIsKnownWhatWasLeftBehind() {
        actuator.cannotAdopt = true;
        UUID living = actuator.leaveBehind(FakeRegistry.POOL, true);
        registry.size = 2;

        scene.look().pass(Duration.ofSeconds(5));
        assertThat(actuator.started).isEmpty();
        assertThat(scene.events.faults).hasValueGreaterThan(1);

        actuator.cannotAdopt = false;
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.living()).containsExactly(living, scene.started(0));
    }

    @Test
    void aFaultDoesNotEndTheHoldingOfSizes() throws InterruptedException {
        actuator.leaveBehind(FakeRegistry.POOL, false);
        actuator.cannotForget = true;
        registry.size = 1;
        SizingLoop loop =
                new SizingLoop(
                        Scene.SETTINGS,
                        actuator,
                        registry,
                        address -> true,
                        scene.events,
                        Scene.SMALLEST,
                        InstantSource.system(),
                        work -> Thread.ofVirtual().start(work));
        Thread thread = Thread.ofPlatform().start(loop);
        try {
            await().atMost(5, SECONDS).until(() -> scene.events.faults.get() > 0);
            assertThat(thread.join(Duration.ofMillis(300))).isFalse();
        } finally {
            thread.interrupt();
        }
        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    }
}
