package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SilentReplicaTest {
    private final Scene scene = new Scene();
    private final FakeActuator actuator = scene.actuator;
    private final FakeRegistry registry = scene.registry;

    @Test
    void aReplicaThatIsSilentForFiveSecondsIsReplacedButNotYetKilled() {
        scene.serving(2);

        silence(scene.started(0));
        scene.pass(Duration.ofMillis(3_500));
        assertThat(actuator.started).hasSize(2);
        scene.pass(Duration.ofSeconds(2));

        assertThat(actuator.started).hasSize(3);
        assertThat(actuator.killed).isEmpty();
        assertThat(scene.events.count("silent")).isOne();
    }

    @Test
    void theOldOneIsKilledOnlyWhenItsReplacementIsReadyWithEveryVersion() {
        scene.serving(2);
        silence(scene.started(0));
        scene.pass(Duration.ofSeconds(6));
        UUID replacement = scene.started(2);

        registry.put(replacement, ReplicaState.STARTING, false, false);
        scene.pass(Duration.ofSeconds(30));
        registry.put(replacement, ReplicaState.READY, true, false);
        scene.pass(Duration.ofSeconds(30));
        assertThat(actuator.killed).isEmpty();

        registry.ready(replacement);
        scene.pass(Duration.ofSeconds(1));
        assertThat(actuator.killed).containsExactly(scene.started(0));

        scene.pass(Duration.ofSeconds(30));
        assertThat(actuator.started).hasSize(3);
        assertThat(scene.living()).containsExactly(scene.started(1), replacement);
        assertThat(scene.events.size).isEqualTo("2/2/2");
    }

    @Test
    void theOnlyReplicaIsReplacedLikewise() {
        scene.serving(1);
        silence(scene.started(0));
        scene.pass(Duration.ofSeconds(6));
        assertThat(actuator.killed).isEmpty();

        registry.ready(scene.started(1));
        scene.pass(Duration.ofSeconds(1));

        assertThat(actuator.killed).containsExactly(scene.started(0));
        assertThat(scene.living()).containsExactly(scene.started(1));
    }

    @Test
    void oneThatSpeaksAgainStaysAndItsReplacementGoes() {
        scene.serving(2);
        silence(scene.started(0));
        scene.pass(Duration.ofSeconds(6));
        assertThat(actuator.started).hasSize(3);

        scene.silent.clear();
        scene.pass(Duration.ofSeconds(3));

        assertThat(actuator.terminated).containsExactly(scene.started(2));
        assertThat(actuator.killed).isEmpty();
    }

    @Test
    void aFewUnansweredProbesMeanNothing() {
        scene.serving(2);

        for (int round = 0; round < 5; round++) {
            silence(scene.started(0));
            scene.pass(Duration.ofSeconds(3));
            scene.silent.clear();
            scene.pass(Duration.ofSeconds(2));
        }

        assertThat(actuator.started).hasSize(2);
    }

    @Test
    void aSilentOneThatDiesIsNotReplacedTwice() {
        scene.serving(2);
        silence(scene.started(0));
        scene.pass(Duration.ofSeconds(6));

        actuator.die(scene.started(0));
        scene.look().pass(Duration.ofSeconds(10));

        assertThat(actuator.started).hasSize(3);
        assertThat(actuator.living()).hasSize(2);
    }

    @Test
    void silenceIsNoticedWhileTheRegistryIsAwayAndNobodyIsKilledOnOldWord() {
        scene.serving(2);
        registry.away = true;
        silence(scene.started(0));

        scene.pass(Duration.ofSeconds(30));

        assertThat(actuator.started).hasSize(3);
        assertThat(actuator.killed).isEmpty();
    }

    private void silence(UUID instance) {
        scene.silent.add(FakeRegistry.addressOf(instance));
    }
}
