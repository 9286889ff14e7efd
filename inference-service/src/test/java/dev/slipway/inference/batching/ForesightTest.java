package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.admission.Forecast;
import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.admission.Punctuality;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.batching.Foresight.Backlog;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ForesightTest {
    private static final Offset<Double> HARDLY = within(1e-6);
    private static final Backlog NOTHING = new Backlog(0, 0);
    private static final Backlog ONE = new Backlog(1, 1000);
    private static final AnswerSink NOBODY =
            new AnswerSink() {
                @Override
                public void answer(Map<String, Tensor> outputs) {}

                @Override
                public void complete() {}

                @Override
                public void refuse(Refusal refusal) {}
            };

    private static final long LEFT = 1_000_000;

    /** What a run takes that is as large as pays. */
    private double shared;

    private final WaitEstimate estimate = new WaitEstimate(1, () -> 0);
    private final KeptPromises promises = new KeptPromises();

    /** Of runs that cost 100 and, beside it, 1 for each element. */
    private final Foresight foresight = foresight(KnownCost.of(100));

    private Foresight foresight(CostModel cost) {
        return foresight(cost, WideLane.none());
    }

    private Foresight foresight(CostModel cost, WideLane lane) {
        MergeRule rule = new MergeRule(64, Merging.DECLARED, "test");
        return new Foresight(
                rule,
                new SplitRule(rule, cost, false),
                cost,
                estimate,
                promises,
                lane,
                () -> shared);
    }

    /** Of a version that holds its works for half a millisecond. */
    private Foresight holding(CostModel cost) {
        MergeRule rule = MergeRule.declared(64, new FixedBatching(500, List.of()));
        return new Foresight(
                rule,
                new SplitRule(rule, cost, false),
                cost,
                estimate,
                promises,
                WideLane.none(),
                () -> shared);
    }

    private static Work work(int rows, int width) {
        return work(rows, width, Duration.ofSeconds(1));
    }

    private static Work work(int rows, int width, Duration left) {
        Tensor x = Tensor.floats(new float[rows * width], rows, width);
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", x),
                        List.of("y"),
                        Deadline.in(left, () -> 0),
                        new CancelToken());
        return new Work(request, NOBODY, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    @Test
    void aRequestOfManyWorksIsTheSumOfItsWorks() {
        assertThat(foresight.ofWorks(List.of(work(2, 10)), NOTHING).runNanos())
                .isEqualTo(120, HARDLY);
        List<Work> five = Collections.nCopies(5, work(2, 10));
        assertThat(foresight.ofWorks(five, NOTHING).runNanos()).isEqualTo(600, HARDLY);
    }

    @Test
    void whereItStandsFollowsFromWhatWaitsAndRuns() {
        List<Work> works = List.of(work(1, 1));
        assertThat(foresight.ofWorks(works, NOTHING).standing()).isEqualTo(Standing.IDLE);
        assertThat(foresight.ofWorks(works, ONE).standing()).isEqualTo(Standing.BEHIND);
        assertThat(foresight.ofWorks(works, new Backlog(1, 0)).standing()).isEqualTo(Standing.NEXT);
        estimate.begun(70);
        Forecast busy = foresight.ofWorks(works, NOTHING);
        assertThat(busy.standing()).isEqualTo(Standing.NEXT);
        assertThat(busy.waitNanos()).isEqualTo(70, HARDLY);
        assertThat(foresight.ofWorks(works, ONE).waitNanos()).isEqualTo(1070, HARDLY);
    }

    @Test
    void nothingIsBelievedBeforeTheSixteenthRun() {
        LearnedCost cost = new LearnedCost();
        Foresight learning = foresight(cost);
        for (int runs = 0; runs < 16; runs++) {
            assertThat(learning.ofHead(RequestClass.DEFAULT, LEFT, ONE).standing())
                    .isEqualTo(Standing.UNKNOWN);
            assertThat(learning.ofWorks(List.of(work(1, 1)), ONE).standing())
                    .isEqualTo(Standing.UNKNOWN);
            cost.ran(new RunShape(1, 1), 1000, 1);
        }
        assertThat(learning.ofHead(RequestClass.DEFAULT, LEFT, ONE).standing())
                .isEqualTo(Standing.BEHIND);
        assertThat(learning.ofWorks(List.of(work(1, 1)), ONE).standing())
                .isEqualTo(Standing.BEHIND);
    }

    @Test
    void whatWasTriedBeforeThereWasTrafficIsNotBelieved() {
        LearnedCost cost = new LearnedCost();
        for (int trials = 0; trials < 32; trials++) {
            cost.tried(new RunShape(1, 1), 1000);
        }
        Foresight learning = foresight(cost);
        assertThat(learning.ofHead(RequestClass.DEFAULT, LEFT, ONE).standing())
                .isEqualTo(Standing.UNKNOWN);
        Forecast works = learning.ofWorks(List.of(work(1, 1)), ONE);
        assertThat(works.standing()).isEqualTo(Standing.UNKNOWN);
        assertThat(works.runNanos()).isPositive();
    }

    @Test
    void whoWaitsBehindOthersIsToHaveTimeForARunThatTheyShare() {
        shared = 1000;
        List<Work> works = List.of(work(2, 10));
        assertThat(foresight.ofWorks(works, ONE).runNanos()).isEqualTo(1000, HARDLY);
        assertThat(foresight.ofHead(RequestClass.DEFAULT, LEFT, ONE).runNanos())
                .isEqualTo(1000, HARDLY);
        assertThat(foresight.ofWorks(works, NOTHING).runNanos()).isEqualTo(120, HARDLY);
        shared = 50;
        assertThat(foresight.ofWorks(works, ONE).runNanos()).isEqualTo(120, HARDLY);
    }

    @Test
    void aSharedRunCostsNobodyMoreThanAQuarterOfTheTimeLeft() {
        shared = 1000;
        Forecast head = foresight.ofHead(RequestClass.DEFAULT, 800, ONE);
        assertThat(head.runNanos()).isEqualTo(200, HARDLY);
        List<Work> works = List.of(work(2, 10, Duration.ofNanos(800)));
        assertThat(foresight.ofWorks(works, ONE).runNanos()).isEqualTo(200, HARDLY);
        assertThat(foresight.ofHead(RequestClass.DEFAULT, -1, ONE).runNanos()).isZero();
    }

    @Test
    void howFarRunsAreOffIsPartOfThatQuarter() {
        shared = 1000;
        Foresight unsteady = foresight(new KnownCost(run -> 100, 8));
        Forecast head = unsteady.ofHead(RequestClass.DEFAULT, 800, ONE);
        assertThat(head.runNanos() * head.spread()).isEqualTo(200, HARDLY);
    }

    @Test
    void aHeadBeforeWhichNothingWaitsSharesNothing() {
        shared = 1000;
        estimate.begun(70);
        assertThat(foresight.ofHead(RequestClass.DEFAULT, LEFT, NOTHING).runNanos()).isZero();
    }

    @Test
    void theHeadIsJudgedByItsWaitWhateverOthersAskedFor() {
        foresight.ofWorks(List.of(work(1, 1_000_000)), NOTHING);
        Forecast head = foresight.ofHead(RequestClass.DEFAULT, LEFT, new Backlog(1, 30));
        assertThat(head.waitNanos()).isEqualTo(30, HARDLY);
        assertThat(head.runNanos()).isZero();
    }

    @Test
    void whatIsNextAndWouldRunWideIsNotHeldToTheTimesOfNarrowRuns() {
        Engine wide =
                new Engine() {
                    @Override
                    public void run(EngineRequest request, AnswerSink sink) {}

                    @Override
                    public void close() {}
                };
        WideLane lane = new WideLane(() -> wide, () -> true, Runnable::run, () -> 0);
        Foresight widening = foresight(KnownCost.of(100), lane);
        List<Work> works = List.of(work(1, 1));
        estimate.begun(70);
        assertThat(widening.ofWorks(works, NOTHING).standing()).isEqualTo(Standing.NEXT);
        while (!lane.isOpen()) {
            var _ = lane.borrow();
        }
        assertThat(widening.ofWorks(works, NOTHING).standing()).isEqualTo(Standing.IDLE);
        assertThat(widening.ofHead(RequestClass.DEFAULT, LEFT, NOTHING).standing())
                .isEqualTo(Standing.IDLE);
        assertThat(widening.ofWorks(works, ONE).standing()).isEqualTo(Standing.BEHIND);
        estimate.begun(70);
        assertThat(widening.ofWorks(works, NOTHING).standing()).isEqualTo(Standing.NEXT);
    }

    @Test
    void aHeadIsNeverToldThatItsDeadlineIsOutOfReach() {
        estimate.begun(70);
        assertThat(foresight.ofHead(RequestClass.DEFAULT, LEFT, NOTHING).standing())
                .isEqualTo(Standing.BEHIND);
    }

    @Test
    void whatTheCostModelSaysOfItselfGoesAlong() {
        Forecast forecast =
                foresight(new KnownCost(run -> 1, 1.75)).ofWorks(List.of(work(1, 1)), ONE);
        assertThat(forecast.spread()).isEqualTo(1.75);
        assertThat(forecast.error()).isZero();
    }

    @Test
    void aFixedDelayIsPartOfTheWaitUnlessAnEngineIsWaitedForLonger() {
        Foresight holding = holding(KnownCost.of(100));
        List<Work> works = List.of(work(1, 1));
        assertThat(holding.waitNanos(NOTHING)).isEqualTo(500_000, HARDLY);
        assertThat(holding.ofWorks(works, ONE).waitNanos()).isEqualTo(500_000, HARDLY);
        estimate.begun(2e6);
        assertThat(holding.waitNanos(NOTHING)).isEqualTo(2e6, HARDLY);
        assertThat(holding.ofWorks(works, NOTHING).waitNanos()).isEqualTo(2e6, HARDLY);
    }

    @Test
    void nobodyIsRefusedForADelayThatItsDeadlineEnds() {
        Work urgent = work(1, 1, Duration.ofNanos(200_000));
        Forecast forecast =
                holding(new KnownCost(_ -> 100_000, 1.5))
                        .ofWorks(List.of(urgent), new Backlog(1, 0));
        assertThat(forecast.standing()).isEqualTo(Standing.NEXT);
        assertThat(forecast.waitNanos()).isBetween(49_000.0, 50_000.0);
        assertThat(new Punctuality().judge(forecast, urgent.request().deadline()))
                .isEqualTo(Verdict.Entry.IN_TIME);
    }
}
