package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StuckStartTest {
    private final Scene scene = new Scene();
    private final FakeActuator actuator = scene.actuator;
    private final FakeRegistry registry = scene.registry;

    @Test
    void aStartThatSaysNothingHasFiveMinutesAndIsThenReplacedAndKilled() {
        startOne();
        registry.put(first(), ReplicaState.STARTING, false, false);
        silence(first());

        scene.pass(Duration.ofSeconds(299));
        assertThat(actuator.started).hasSize(1);
        assertThat(actuator.killed).isEmpty();
        scene.pass(Duration.ofSeconds(3));

        assertThat(actuator.started).hasSize(2);
        assertThat(actuator.killed).containsExactly(first());
        assertThat(scene.living()).containsExactly(scene.started(1));
        assertThat(scene.events.count("never came up")).isOne();
        assertThat(scene.events.count("silent")).isZero();
    }

    @Test
    void oneThatNeverOpenedItsPortCountsAsNotAnswering() {
        startOne();

        scene.pass(Duration.ofSeconds(302));

        assertThat(actuator.killed).containsExactly(first());
        assertThat(actuator.living()).hasSize(1);
    }

    @Test
    void aStartThatAnswersMayTakeAnHour() {
        startOne();
        registry.put(first(), ReplicaState.STARTING, false, false);

        scene.pass(Duration.ofMinutes(59));
        assertThat(actuator.started).hasSize(1);
        scene.pass(Duration.ofMinutes(2));

        assertThat(actuator.killed).containsExactly(first());
        assertThat(scene.living()).containsExactly(scene.started(1));
    }

    @Test
    void oneThatTheRegistryNeverHeardOfIsAskedWhereItSaysItListens() {
        startOne();
        actuator.addresses.put(first(), FakeRegistry.addressOf(first()));

        scene.pass(Duration.ofMinutes(10));
        assertThat(actuator.killed).isEmpty();

        silence(first());
        scene.pass(Duration.ofSeconds(7));
        assertThat(actuator.killed).containsExactly(first());
    }

    @Test
    void oneThatComesUpLateIsAReplicaLikeAnyOther() {
        startOne();
        registry.put(first(), ReplicaState.STARTING, false, false);
        scene.pass(Duration.ofMinutes(50));

        registry.ready(first());
        scene.pass(Duration.ofHours(2));

        assertThat(actuator.started).hasSize(1);
        assertThat(actuator.killed).isEmpty();
    }

    @Test
    void withoutTheRegistrysWordNobodyIsTakenForOneThatNeverCameUp() {
        registry.away = true;
        UUID adopted = actuator.leaveBehind(FakeRegistry.POOL, true);
        scene.look().pass(Duration.ofHours(2));
        assertThat(actuator.killed).isEmpty();
        assertThat(actuator.started).isEmpty();

        registry.away = false;
        registry.size = 1;
        registry.ready(adopted);
        scene.pass(Duration.ofMinutes(1));
        assertThat(actuator.killed).isEmpty();
    }

    @Test
    void oneThatDrainsBeforeItWasReadyHasTheTimeOfADrain() {
        startOne();
        scene.pass(Duration.ofSeconds(250));
        registry.size = 0;
        scene.pass(Duration.ofSeconds(100));
        assertThat(actuator.terminated).containsExactly(first());
        assertThat(actuator.killed).isEmpty();

        scene.pass(Duration.ofSeconds(30));
        assertThat(actuator.killed).containsExactly(first());
        assertThat(scene.events.count("never came up")).isZero();
    }

    private void startOne() {
        registry.size = 1;
        scene.look();
    }

    private UUID first() {
        return scene.started(0);
    }

    private void silence(UUID instance) {
        scene.silent.add(FakeRegistry.addressOf(instance));
    }
}
