package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SizingPolicyTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    @Test
    void nothingIsDoneAboutAPoolThatIsRight() {
        assertThat(SizingPolicy.decide(2, List.of(serving(A), serving(B)), true)).isEmpty();
        assertThat(SizingPolicy.decide(0, List.of(), true)).isEmpty();
    }

    @Test
    void theMissingAreStartedTogether() {
        assertThat(SizingPolicy.decide(3, List.of(serving(A)), true))
                .containsExactly(new Decision.Start(2));
    }

    @Test
    void noneIsStartedDuringABackOff() {
        assertThat(SizingPolicy.decide(3, List.of(serving(A)), false)).isEmpty();
    }

    @Test
    void surplusGoesUnreadyFirstThenNewestFirst() {
        List<MemberView> members = List.of(serving(A), starting(B), serving(C));

        assertThat(SizingPolicy.decide(1, members, true))
                .containsExactly(new Decision.Drain(B), new Decision.Drain(C));
        assertThat(SizingPolicy.decide(0, members, true)).hasSize(3);
    }

    @Test
    void oneThatLeavesOrIsSilentDoesNotCount() {
        assertThat(SizingPolicy.decide(1, List.of(leaving(A, false)), true))
                .containsExactly(new Decision.Start(1));
        assertThat(SizingPolicy.decide(1, List.of(silent(A)), true))
                .containsExactly(new Decision.Start(1));
    }

    @Test
    void surplusIsNeverTakenFromThoseThatLeaveAlready() {
        List<MemberView> members = List.of(serving(A), leaving(B, false), leaving(C, false));

        assertThat(SizingPolicy.decide(1, members, true)).isEmpty();
    }

    @Test
    void aSilentOneIsKilledOnlyWhenEnoughOthersServeEverything() {
        assertThat(SizingPolicy.decide(2, List.of(silent(A), serving(B), starting(C)), true))
                .isEmpty();
        assertThat(SizingPolicy.decide(2, List.of(silent(A), serving(B), serving(C)), true))
                .containsExactly(new Decision.Kill(A));
    }

    @Test
    void oneThatDrainsTooLongIsKilledWhateverTheOthersDo() {
        assertThat(SizingPolicy.decide(1, List.of(leaving(A, true)), false))
                .containsExactly(new Decision.Kill(A));
    }

    private static MemberView serving(UUID instance) {
        return view(instance, true, false, false, false);
    }

    private static MemberView starting(UUID instance) {
        return new MemberView(instance, startedAt(instance), false, false, false, false, false);
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
