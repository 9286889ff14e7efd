package dev.slipway.registry.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.registry.rollout.Observation.TargetReplica;
import dev.slipway.registry.rollout.RolloutPlan.RolledVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final DocumentNumber SWITCH = new DocumentNumber(7, 3);
    private static final DocumentNumber RETIRE = new DocumentNumber(7, 4);
    private static final RolledVersion OLD = new RolledVersion(UUID.randomUUID(), 1);

    private static Rollout rollout(@Nullable RolledVersion from, int capacity) {
        return Rollout.start(
                new RolloutPlan(
                        UUID.randomUUID(),
                        "default",
                        UUID.randomUUID(),
                        "digits",
                        from,
                        new RolledVersion(UUID.randomUUID(), 2),
                        RolloutPlan.BLUE_GREEN,
                        capacity,
                        Duration.ofSeconds(30),
                        START.plusSeconds(600),
                        "ada",
                        START));
    }

    private static TargetReplica replica(ReplicaState state, @Nullable LoadState load) {
        return new TargetReplica(state, load, load == LoadState.FAILED ? "disk full." : null);
    }

    private static Observation seen(TargetReplica... replicas) {
        return new Observation(START.plusSeconds(1), List.of(replicas), false);
    }

    private static Observation at(long seconds, boolean applied) {
        return new Observation(START.plusSeconds(seconds), List.of(), applied);
    }

    @Test
    void itSwitchesWhenTheNeededReplicasHaveTheTarget() {
        TargetReplica loaded = replica(ReplicaState.READY, LoadState.READY);
        assertThat(rollout(OLD, 2).advance(seen(loaded, loaded))).isEqualTo(new Step.Switch());
        assertThat(rollout(OLD, 2).advance(seen(loaded))).isEqualTo(new Step.Stay());
    }

    @Test
    void itWaitsForEveryReadyReplicaOfThePool() {
        TargetReplica loaded = replica(ReplicaState.READY, LoadState.READY);
        TargetReplica loading = replica(ReplicaState.READY, LoadState.LOADING);
        TargetReplica silent = replica(ReplicaState.READY, null);
        assertThat(rollout(OLD, 1).advance(seen(loaded, loading))).isEqualTo(new Step.Stay());
        assertThat(rollout(OLD, 1).advance(seen(loaded, silent))).isEqualTo(new Step.Stay());
    }

    @ParameterizedTest
    @EnumSource(
            value = ReplicaState.class,
            names = {"SUSPECT", "DRAINING", "STARTING"})
    void aReplicaThatIsNotReadyNeitherCountsNorHoldsItUp(ReplicaState state) {
        TargetReplica loaded = replica(ReplicaState.READY, LoadState.READY);
        TargetReplica other = replica(state, LoadState.READY);
        TargetReplica behind = replica(state, LoadState.FETCHING);
        assertThat(rollout(OLD, 2).advance(seen(loaded, other))).isEqualTo(new Step.Stay());
        assertThat(rollout(OLD, 1).advance(seen(loaded, behind))).isEqualTo(new Step.Switch());
    }

    @Test
    void nothingReadyIsNotEverythingReady() {
        assertThat(rollout(OLD, 1).advance(seen())).isEqualTo(new Step.Stay());
    }

    @Test
    void aFailedLoadFailsItWithTheReplicasSentence() {
        Step step = rollout(OLD, 1).advance(seen(replica(ReplicaState.READY, LoadState.FAILED)));
        assertThat(step).isEqualTo(new Step.Fail("A replica could not load version 2: disk full."));
    }

    @ParameterizedTest
    @EnumSource(
            value = ReplicaState.class,
            names = {"SUSPECT", "DRAINING"})
    void aFailureOnAReplicaThatLeavesFailsNothing(ReplicaState state) {
        assertThat(rollout(OLD, 1).advance(seen(replica(state, LoadState.FAILED))))
                .isEqualTo(new Step.Stay());
    }

    @Test
    void itFailsWhenItPreparedForTooLong() {
        assertThat(rollout(OLD, 1).advance(at(600, false))).isEqualTo(new Step.Stay());
        assertThat(rollout(OLD, 1).advance(at(601, false))).isInstanceOf(Step.Fail.class);
    }

    @Test
    void itBakesOnlyWhenGatewaysAppliedTheSwitch() {
        Rollout switched = rollout(OLD, 1).switched(SWITCH, START);
        assertThat(switched.awaited()).contains(SWITCH);
        assertThat(switched.advance(at(5, false))).isEqualTo(new Step.Stay());
        assertThat(switched.advance(at(5, true))).isEqualTo(new Step.Bake(START.plusSeconds(35)));
    }

    @Test
    void theOldVersionLeavesWhenTheBakeTimeIsOver() {
        Rollout baking =
                rollout(OLD, 1).switched(SWITCH, START).baking(START.plusSeconds(30), START);
        assertThat(baking.awaited()).isEmpty();
        assertThat(baking.advance(at(29, false))).isEqualTo(new Step.Stay());
        assertThat(baking.advance(at(30, false))).isEqualTo(new Step.Retire());
    }

    @Test
    void itCompletesOnlyWhenGatewaysAppliedTheLeaving() {
        Rollout retired =
                rollout(OLD, 1).switched(SWITCH, START).baking(START, START).retired(RETIRE, START);
        assertThat(retired.awaited()).contains(RETIRE);
        assertThat(retired.advance(at(99, false))).isEqualTo(new Step.Stay());
        assertThat(retired.advance(at(99, true))).isEqualTo(new Step.Complete());
    }

    @Test
    void aFirstRolloutHasNothingToRetire() {
        Rollout baking = rollout(null, 1).switched(SWITCH, START).baking(START, START);
        assertThat(baking.advance(at(1, false))).isEqualTo(new Step.Complete());
    }

    @Test
    void aPauseHoldsItAndItsTimesGoOnWhereTheyStood() {
        TargetReplica loaded = replica(ReplicaState.READY, LoadState.READY);
        Rollout paused = rollout(OLD, 1).paused(START.plusSeconds(10));
        assertThat(paused.wireState()).isEqualTo("paused");
        assertThat(paused.advance(seen(loaded))).isEqualTo(new Step.Stay());
        assertThat(paused.advance(at(601, false))).isEqualTo(new Step.Stay());
        Rollout resumed = paused.resumed(START.plusSeconds(1_010));
        assertThat(resumed.wireState()).isEqualTo("preparing");
        assertThat(resumed.advance(at(1_600, false))).isEqualTo(new Step.Stay());
        assertThat(resumed.advance(at(1_601, false))).isInstanceOf(Step.Fail.class);
        Rollout baked =
                rollout(OLD, 1)
                        .switched(SWITCH, START)
                        .baking(START.plusSeconds(30), START)
                        .paused(START.plusSeconds(10))
                        .resumed(START.plusSeconds(100));
        assertThat(baked.advance(at(119, false))).isEqualTo(new Step.Stay());
        assertThat(baked.advance(at(120, false))).isEqualTo(new Step.Retire());
    }

    @Test
    void aPromotionEndsTheBakeTimeNow() {
        Rollout baking =
                rollout(OLD, 1).switched(SWITCH, START).baking(START.plusSeconds(30), START);
        assertThat(baking.promoted(START.plusSeconds(5)).advance(at(5, false)))
                .isEqualTo(new Step.Retire());
    }

    @ParameterizedTest
    @EnumSource(
            value = RolloutState.class,
            names = {"COMPLETED", "ROLLED_BACK", "ABORTED", "FAILED"})
    void whatIsOverStaysOver(RolloutState end) {
        Rollout over = rollout(OLD, 1).ended(end, "Over.", START);
        assertThat(over.state().isActive()).isFalse();
        assertThat(over.awaited()).isEmpty();
        assertThat(over.advance(at(9_999, true))).isEqualTo(new Step.Stay());
    }
}
