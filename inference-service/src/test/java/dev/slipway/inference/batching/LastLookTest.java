package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.QueuedWork.Extent;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastLookTest {
    private static final long SECOND = 1_000_000_000;
    private static final RunShape ONE = new RunShape(1, 1);

    private static final QueuedWork OTHER = due(SECOND);

    /** A run of one row takes 1,001 ns. */
    private final LastLook look = look(KnownCost.of(1000));

    private static LastLook look(CostModel cost) {
        LastLook look = new LastLook(cost);
        // The one of this second that is let go on.
        look.isHopeless(due(1), OTHER, 0);
        return look;
    }

    private static QueuedWork due(long nanos) {
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[] {1}, 1, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofNanos(nanos), () -> 0),
                        new CancelToken());
        Work work = new Work(request, new WaitingSink(), RunObserver.NOBODY, RequestClass.DEFAULT);
        return new QueuedWork(work, ONE, 0, Extent.WHOLE_REQUEST);
    }

    @Test
    void whatCannotEndInTimeIsGivenUpWhileOthersWait() {
        assertThat(look.isHopeless(due(1000), OTHER, 1)).isTrue();
        assertThat(look.isHopeless(due(1001), OTHER, 1)).isFalse();
    }

    @Test
    void aRunIsTakenForAsSlowAsItMayWellBe() {
        LastLook spread = look(new KnownCost(_ -> 1000, 1.5));
        assertThat(spread.isHopeless(due(1400), OTHER, 1)).isTrue();
        assertThat(spread.isHopeless(due(1600), OTHER, 1)).isFalse();
    }

    @Test
    void anEngineThatHasNothingElseToDoTriesIt() {
        assertThat(look.isHopeless(due(1000), null, 1)).isFalse();
    }

    @Test
    void theOtherWorksOfItsOwnRequestAreNobodyElse() {
        QueuedWork work = due(1000);
        assertThat(look.isHopeless(work, work, 1)).isFalse();
        assertThat(look.isHopeless(work, OTHER, 1)).isTrue();
    }

    @Test
    void whatIsLateAlreadySaysItsDeadlineItself() {
        assertThat(look.isHopeless(due(0), OTHER, 1)).isFalse();
    }

    @Test
    void oneASecondIsRunSoThatAWrongPredictionIsNotKept() {
        assertThat(look.isHopeless(due(1000), OTHER, SECOND - 1)).isTrue();
        assertThat(look.isHopeless(due(1000), OTHER, SECOND)).isFalse();
        assertThat(look.isHopeless(due(1000), OTHER, SECOND + 1)).isTrue();
    }

    @Test
    void nothingIsGivenUpBeforeEnoughIsKnown() {
        LearnedCost learning = new LearnedCost();
        LastLook first = new LastLook(learning);
        for (int run = 0; run < Foresight.RUNS_TO_BELIEVE; run++) {
            assertThat(first.isHopeless(due(1000), OTHER, run)).isFalse();
            learning.ran(ONE, SECOND, 1);
        }
        first.isHopeless(due(1000), OTHER, 0);
        assertThat(first.isHopeless(due(1000), OTHER, 1)).isTrue();
    }
}
