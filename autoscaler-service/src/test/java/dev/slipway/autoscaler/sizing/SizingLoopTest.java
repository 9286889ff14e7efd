package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SizingLoopTest {
    private final Scene scene = new Scene();
    private final FakeActuator actuator = scene.actuator;
    private final FakeRegistry registry = scene.registry;

    @Test
    void startsWhatIsMissingAndNoMore() {
        registry.size = 3;

        scene.look().pass(Duration.ofSeconds(10));

        assertThat(actuator.started).hasSize(3);
        assertThat(scene.events.size).isEqualTo("3/3/0");
    }

    @Test
    void startsNothingBeforeTheRegistryAnsweredOnce() {
        registry.away = true;

        scene.look().pass(Duration.ofSeconds(10));

        assertThat(actuator.started).isEmpty();
    }

    @Test
    void theDeathOfAReplicaIsFollowedByItsReplacementInTheSameLook() {
        scene.serving(2);

        actuator.die(scene.started(0));
        scene.loop.step();

        assertThat(actuator.started).hasSize(3);
        assertThat(scene.living()).containsExactly(scene.started(1), scene.started(2));
    }

    @Test
    void aDeathThatNobodyToldIsNoticedWithinATick() {
        scene.serving(2);

        actuator.dieUnseen(scene.started(0));
        scene.pass(Scene.SETTINGS.tick());

        assertThat(actuator.started).hasSize(3);
    }

    @Test
    void aDeathIsReportedOnceAndItsRemainsAreRemovedAfterwards() {
        scene.serving(2);
        UUID dead = scene.started(0);

        actuator.die(dead);
        scene.look().pass(Duration.ofSeconds(5));

        assertThat(registry.reports).containsExactly(dead);
        assertThat(actuator.forgotten).containsExactly(dead);
    }

    @Test
    void aReportIsRepeatedUntilTheRegistryTakesIt() {
        scene.serving(2);
        UUID dead = scene.started(0);
        registry.away = true;

        actuator.die(dead);
        scene.look().pass(Duration.ofSeconds(3));
        assertThat(registry.reports).hasSizeBetween(3, 8).containsOnly(dead);
        assertThat(actuator.forgotten).isEmpty();

        registry.away = false;
        scene.pass(Duration.ofSeconds(1));
        int told = registry.reports.size();
        scene.pass(Duration.ofSeconds(5));
        assertThat(registry.reports).hasSize(told);
        assertThat(actuator.forgotten).containsExactly(dead);
    }

    @Test
    void aReportThatIsRefusedDoesNotStandInTheWayOfOthers() {
        scene.serving(2);
        registry.refused.add(scene.started(0));

        actuator.die(scene.started(0));
        actuator.die(scene.started(1));
        scene.look().pass(Duration.ofSeconds(2));

        assertThat(actuator.forgotten).containsExactly(scene.started(1));
    }

    @Test
    void whileTheRegistryIsAwayTheSizeHoldsAndTheDeadAreReplaced() {
        scene.serving(2);
        registry.away = true;
        scene.pass(Duration.ofSeconds(60));
        assertThat(actuator.started).hasSize(2);

        actuator.die(scene.started(1));
        scene.look().pass(Duration.ofSeconds(60));

        assertThat(actuator.started).hasSize(3);
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void aRegistryThatBreaksIsTakenAsAway() {
        scene.serving(2);
        registry.broken = true;

        actuator.die(scene.started(1));
        scene.look().pass(Duration.ofSeconds(2));
        registry.broken = false;
        registry.size = 3;
        scene.pass(Duration.ofSeconds(2));

        assertThat(actuator.living()).hasSize(3);
        assertThat(actuator.forgotten).containsExactly(scene.started(1));
    }

    @Test
    void aReplicaThatDrainsUnaskedIsReplacedAtOnceAndLeftToEnd() {
        scene.serving(2);

        registry.put(scene.started(0), ReplicaState.DRAINING, true, true);
        scene.pass(Scene.SETTINGS.registryPoll());

        assertThat(actuator.started).hasSize(3);
        scene.pass(Duration.ofSeconds(60));
        assertThat(actuator.killed).isEmpty();
        assertThat(actuator.terminated).isEmpty();

        actuator.die(scene.started(0));
        scene.look().pass(Duration.ofSeconds(5));
        assertThat(actuator.started).hasSize(3);
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void aReplicaThatDrainsForLongerThanItMayIsKilled() {
        scene.serving(2);
        registry.put(scene.started(0), ReplicaState.DRAINING, true, true);

        scene.pass(Scene.SETTINGS.drainLimit());
        assertThat(actuator.killed).isEmpty();
        scene.pass(Duration.ofSeconds(2));

        assertThat(actuator.killed).containsExactly(scene.started(0));
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void aPoolThatGrowsOrShrinksIsFollowedAndTheNewestGoFirst() {
        scene.serving(2);

        registry.size = 4;
        scene.pass(Duration.ofSeconds(1));
        assertThat(actuator.started).hasSize(4);
        actuator.started.forEach(registry::ready);
        scene.pass(Duration.ofSeconds(1));

        registry.size = 1;
        for (int ended = 3; ended > 0; ended--) {
            scene.pass(Duration.ofSeconds(10));
            assertThat(actuator.terminated).as("one after the other").hasSize(4 - ended);
            actuator.die(scene.started(ended));
        }
        scene.pass(Duration.ofSeconds(10));
        assertThat(actuator.terminated)
                .containsExactly(scene.started(3), scene.started(2), scene.started(1));
        assertThat(actuator.killed).isEmpty();
    }

    @Test
    void nothingIsDrainedWhileTheRegistryIsAway() {
        scene.serving(3);
        registry.size = 1;
        scene.pass(Duration.ofSeconds(1));
        assertThat(actuator.terminated).containsExactly(scene.started(2));

        registry.away = true;
        scene.pass(Duration.ofSeconds(10));
        actuator.die(scene.started(2));
        scene.pass(Duration.ofSeconds(60));
        assertThat(actuator.terminated).hasSize(1);

        registry.away = false;
        scene.pass(Duration.ofSeconds(2));
        assertThat(actuator.terminated).containsExactly(scene.started(2), scene.started(1));
    }

    @Test
    void aPoolThatShrinksWhileOneDiesKeepsItsNumber() {
        scene.serving(3);

        registry.size = 2;
        actuator.die(scene.started(0));
        scene.look().pass(Duration.ofSeconds(5));

        assertThat(actuator.living()).hasSizeGreaterThanOrEqualTo(2);
        actuator.terminated.forEach(actuator::die);
        scene.look().pass(Duration.ofSeconds(5));
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void repeatedDeathsBeforeReadinessSlowTheStartsDown() {
        registry.size = 1;
        scene.look();

        for (int second = 0; second < 120; second++) {
            actuator.living().forEach(actuator::die);
            scene.pass(Duration.ofSeconds(1));
        }

        // After 1, 2, 4, 8, 16, 30, 30 … seconds.
        assertThat(actuator.started).hasSizeBetween(6, 9);
    }

    @Test
    void aReplicaThatBecomesReadyEndsTheBackOff() {
        registry.size = 1;
        scene.look();
        actuator.die(scene.started(0));
        scene.look().pass(Duration.ofSeconds(2));
        registry.ready(scene.started(1));
        scene.pass(Duration.ofSeconds(1));

        actuator.die(scene.started(1));
        scene.loop.step();

        assertThat(actuator.started).hasSize(3);
    }

    @Test
    void aStartThatFailsIsTriedAgainLaterAndTold() {
        actuator.startsFail = true;
        registry.size = 2;
        scene.look().pass(Duration.ofMillis(500));
        assertThat(scene.events.events).containsExactly("start failed");

        actuator.startsFail = false;
        scene.pass(Duration.ofSeconds(2));
        assertThat(actuator.started).hasSize(2);
    }

    @Test
    void whereSomebodyElseActsNothingIsDoneButTheSizeIsShown() {
        actuator.acts = false;
        registry.size = 2;
        registry.ready(new UUID(9, 9));

        scene.look().pass(Duration.ofSeconds(10));

        assertThat(actuator.started).isEmpty();
        assertThat(scene.events.size).isEqualTo("2/1/1");
    }
}
