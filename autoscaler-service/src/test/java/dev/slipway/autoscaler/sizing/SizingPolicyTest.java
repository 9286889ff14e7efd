package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SizingPolicyTest {
    private static final int ANY = Integer.MAX_VALUE;
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    @Test
    void nothingIsDoneAboutAPoolThatIsRight() {
        assertThat(SizingPolicy.decide(2, List.of(serving(A), serving(B)), ANY)).isEmpty();
        assertThat(SizingPolicy.decide(0, List.of(), ANY)).isEmpty();
    }

    @Test
    void theMissingAreStartedTogether() {
        assertThat(SizingPolicy.decide(3, List.of(serving(A)), ANY))
                .containsExactly(new Decision.Start(2));
    }

    @Test
    void noneIsStartedDuringABackOff() {
        assertThat(SizingPolicy.decide(3, List.of(serving(A)), 0)).isEmpty();
    }

    @Test
    void noMoreAreStartedThanMayBe() {
        assertThat(SizingPolicy.decide(3, List.of(serving(A)), 1))
                .containsExactly(new Decision.Start(1));
    }

    @Test
    void oneThatNeverCameUpIsReplacedAndKilledWhateverTheOthersDo() {
        MemberView stuck = new MemberView(A, startedAt(A), false, false, false, false, true);
        assertThat(SizingPolicy.decide(1, List.of(stuck), ANY))
                .containsExactly(new Decision.Start(1), new Decision.Kill(A));
    }

    @Test
    void surplusGoesUnreadyFirstThenNewestFirst() {
        List<MemberView> members = List.of(serving(A), starting(B), serving(C));

        assertThat(SizingPolicy.decide(1, members, ANY))
                .containsExactly(new Decision.Drain(B), new Decision.Drain(C));
    }

    @Test
    void ofSurplusThatServesOneIsDrainedAtATime() {
        List<MemberView> members = List.of(serving(A), serving(B), serving(C));

        assertThat(SizingPolicy.decide(1, members, ANY)).containsExactly(new Decision.Drain(C));
        assertThat(SizingPolicy.decide(0, members, ANY)).containsExactly(new Decision.Drain(C));
        assertThat(SizingPolicy.decide(1, List.of(serving(A), serving(B), leaving(C, false)), ANY))
                .isEmpty();
    }

    @Test
    void surplusIsDrainedOnlyWhileEnoughOthersServeEverything() {
        assertThat(SizingPolicy.decide(1, List.of(serving(A), lacking(C)), ANY))
                .as("what lacks something goes before what serves")
                .containsExactly(new Decision.Drain(C));
        assertThat(SizingPolicy.decide(1, List.of(lacking(A), lacking(C)), ANY))
                .as("each may be the only one with some version")
                .isEmpty();
        assertThat(SizingPolicy.decide(2, List.of(serving(A), lacking(B), lacking(C)), ANY))
                .isEmpty();
    }

    @Test
    void oneThatLeavesOrIsSilentDoesNotCount() {
        assertThat(SizingPolicy.decide(1, List.of(leaving(A, false)), ANY))
                .containsExactly(new Decision.Start(1));
        assertThat(SizingPolicy.decide(1, List.of(silent(A)), ANY))
                .containsExactly(new Decision.Start(1));
    }

    @Test
    void surplusIsNeverTakenFromThoseThatLeaveAlready() {
        List<MemberView> members = List.of(serving(A), leaving(B, false), leaving(C, false));

        assertThat(SizingPolicy.decide(1, members, ANY)).isEmpty();
    }

    @Test
    void aSilentOneIsKilledOnlyWhenEnoughOthersServeEverything() {
        assertThat(SizingPolicy.decide(2, List.of(silent(A), serving(B), starting(C)), ANY))
                .isEmpty();
        assertThat(SizingPolicy.decide(2, List.of(silent(A), serving(B), serving(C)), ANY))
                .containsExactly(new Decision.Kill(A));
    }

    @Test
    void oneThatDrainsTooLongIsKilledWhateverTheOthersDo() {
        assertThat(SizingPolicy.decide(1, List.of(leaving(A, true)), 0))
                .containsExactly(new Decision.Kill(A));
    }

    private static MemberView serving(UUID instance) {
        return view(instance, true, false, false, false);
    }

    private static MemberView starting(UUID instance) {
        return new MemberView(instance, startedAt(instance), false, false, false, false, false);
    }

    private static MemberView lacking(UUID instance) {
        return view(instance, false, false, false, false);
    }

    private static MemberView silent(UUID instance) {
        return view(instance, true, true, false, false);
    }

    private static MemberView leaving(UUID instance, boolean overdue) {
        return view(instance, true, false, true, overdue);
    }

    private static MemberView view(
            UUID instance, boolean serving, boolean silent, boolean leaving, boolean overdue) {
        return new MemberView(
                instance, startedAt(instance), true, serving, silent, leaving, overdue);
    }

    private static long startedAt(UUID instance) {
        return instance.getLeastSignificantBits();
    }
}
