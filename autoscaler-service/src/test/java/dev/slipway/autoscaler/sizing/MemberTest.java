package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.supervision.ProcessIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberTest {
    private static final UUID INSTANCE = new UUID(0, 1);
    private static final Instant NOW = Instant.EPOCH;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Member member = member(false);

    @Test
    void firstReadinessIsToldOnce() {
        assertThat(member.see(seen(ReplicaState.STARTING, false), NOW)).isFalse();
        assertThat(member.see(seen(ReplicaState.READY, true), NOW)).isTrue();
        assertThat(member.see(seen(ReplicaState.READY, true), NOW)).isFalse();
    }

    @Test
    void oneProbeIsUnderWayAtATimeAndTheNextKeepsTheInterval() {
        member.see(seen(ReplicaState.READY, true), NOW);

        assertThat(member.address()).isEqualTo("replica:1");
        assertThat(member.beginProbe(NOW, SECOND)).isTrue();
        assertThat(member.beginProbe(NOW.plusSeconds(9), SECOND)).isFalse();
        member.probed(true);
        assertThat(member.beginProbe(NOW.plusMillis(999), SECOND)).isFalse();
        assertThat(member.beginProbe(NOW.plusSeconds(1), SECOND)).isTrue();
    }

    @Test
    void anAnswerEndsTheSilence() {
        member.see(seen(ReplicaState.READY, true), NOW);
        for (int i = 0; i < 5; i++) {
            member.probed(false);
        }
        assertThat(member.isSilent(5)).isTrue();
        member.probed(true);
        assertThat(member.isSilent(5)).isFalse();
    }

    @Test
    void whatWasNotAnsweredBeforeTheFirstReadinessIsNoSilence() {
        for (int i = 0; i < 100; i++) {
            member.probed(false);
        }
        assertThat(member.isSilent(5)).isFalse();
        member.see(seen(ReplicaState.READY, true), NOW);
        assertThat(member.isSilent(5)).isFalse();
        member.see(seen(ReplicaState.READY, true), NOW);
        for (int i = 0; i < 5; i++) {
            member.probed(false);
        }
        assertThat(member.isSilent(5)).isTrue();
    }

    @Test
    void aSuspectReplicaCountsButDoesNotServe() {
        member.see(seen(ReplicaState.SUSPECT, true), NOW);

        MemberView view = member.view(NOW, Scene.SETTINGS, true);
        assertThat(view.counts()).isTrue();
        assertThat(view.servesAll()).isFalse();
    }

    @Test
    void onlyOneThatNeverServedAndWasNotAskedToGoSpeaksAgainstAnotherStart() {
        assertThat(member(false).wasOfUse()).isFalse();
        assertThat(member(true).wasOfUse()).isTrue();
        Member drained = member(false);
        drained.leave(NOW);
        assertThat(drained.wasOfUse()).isTrue();
        member.see(seen(ReplicaState.READY, true), NOW);
        assertThat(member.wasOfUse()).isTrue();
    }

    private static Member member(boolean adopted) {
        return new Member(
                new ReplicaProcess(INSTANCE, "default", new ProcessIdentity(1, 1)), adopted, NOW);
    }

    private static PoolReplica seen(ReplicaState state, boolean everReady) {
        return new PoolReplica(INSTANCE, "replica:1", 1, state, everReady, 0, everReady);
    }
}
