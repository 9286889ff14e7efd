package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which engine lone runs go to, by what they take on each. */
class LaneContestTest {
    private static final EngineThreads SLEEPING = EngineThreads.sleeping(2);
    private static final EngineThreads SPINNING = new EngineThreads(2, true);
    private static final int CANDIDATES = 3;
    private static final int ALL_RUNS = CANDIDATES * (LaneContest.RUNS + LaneContest.COLD_RUNS);

    private final AtomicLong now = new AtomicLong();
    private final Timed narrow = new Timed(1000);
    private final Timed sleeping = new Timed(700);
    private final Timed spinning = new Timed(500);
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final List<String> verdicts = new ArrayList<>();
    private boolean hasThreads = true;
    private final LaneContest contest =
            new LaneContest(
                    List.of(
                            new LaneContest.Candidate(EngineThreads.NONE, narrow),
                            new LaneContest.Candidate(SLEEPING, sleeping),
                            new LaneContest.Candidate(SPINNING, spinning)),
                    request -> 1000.0 * rows(request),
                    (best, sure) -> verdicts.add(verdict(best, sure)),
                    this::start,
                    now::get);

    /** A run takes so many nanoseconds for each row, and where it is told to, longer. */
    private final class Timed implements Engine {
        private long nanos;
        private long hiccupNanos;
        private boolean refuses;
        private Runnable during = () -> {};
        private int runs;
        private int closes;

        Timed(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs++;
            Runnable once = during;
            during = () -> {};
            once.run();
            now.addAndGet(nanos * rows(request) + (runs % 5 == 0 ? hiccupNanos : 0));
            if (refuses) {
                sink.refuse(Refusal.invalidInput("no"));
                return;
            }
            sink.answer(request.inputs());
            sink.complete();
        }

        @Override
        public void close() {
            closes++;
        }
    }

    private static final class Ignoring implements AnswerSink {
        @Override
        public void answer(Map<String, Tensor> outputs) {}

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {}
    }

    private static int rows(EngineRequest request) {
        return request.inputs().values().iterator().next().count();
    }

    private static String verdict(EngineThreads best, boolean sure) {
        return best.words() + (sure ? "" : "?");
    }

    private void start(Runnable step) {
        if (!hasThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        background.add(step);
    }

    private void inTheBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private void run(int rows, CancelToken cancel) {
        contest.run(
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[rows], rows)),
                        List.of("y"),
                        Deadline.in(Duration.ofHours(1), now::get),
                        cancel),
                new Ignoring());
    }

    private void runs(int count) {
        for (int i = 0; i < count; i++) {
            run(1, new CancelToken());
        }
        inTheBackground();
    }

    @Test
    void whatIsFastestHasAllRunsOnceEachWasTriedOftenEnough() {
        runs(ALL_RUNS - 1);
        assertThat(verdicts).isEmpty();
        runs(1);
        assertThat(verdicts).containsExactly(SPINNING.words());
        assertThat(sleeping.closes).isOne();
        assertThat(spinning.closes).isZero();
        int before = spinning.runs;
        runs(10);
        assertThat(spinning.runs).isEqualTo(before + 10);
        assertThat(verdicts).hasSize(1);
    }

    @Test
    void whatIsHardlyFasterThanWhatIsPreferredIsNotTaken() {
        spinning.nanos = 680;
        runs(ALL_RUNS);
        assertThat(verdicts).containsExactly(SLEEPING.words());
        assertThat(spinning.closes).isOne();
    }

    @Test
    void whereLoneRunsGainNothingTheyGoWhereAllGo() {
        sleeping.nanos = 1200;
        spinning.nanos = 990;
        runs(ALL_RUNS + 5);
        assertThat(verdicts).containsExactly(EngineThreads.NONE.words());
        assertThat(sleeping.closes + spinning.closes).isEqualTo(2);
        assertThat(narrow.closes).isZero();
        contest.close();
        assertThat(sleeping.closes + spinning.closes).isEqualTo(2);
        assertThat(narrow.closes).isZero();
    }

    @Test
    void runsOfDifferentSizesAreComparedByWhatIsPredictedOfThem() {
        for (int i = 0; i < ALL_RUNS; i++) {
            run(i % CANDIDATES == 2 ? 100 : 1, new CancelToken());
        }
        inTheBackground();
        assertThat(spinning.runs).isEqualTo(LaneContest.RUNS + LaneContest.COLD_RUNS);
        assertThat(verdicts).containsExactly(SPINNING.words());
    }

    @Test
    void runsThatAreSlowByAccidentDecideNothing() {
        spinning.hiccupNanos = 50_000;
        runs(ALL_RUNS);
        assertThat(verdicts).containsExactly(SPINNING.words());
    }

    @Test
    void whereRunsAreLongNothingIsTried() {
        sleeping.nanos = LaneContest.BUDGET.toNanos();
        runs(2);
        assertThat(verdicts).containsExactly(SLEEPING.words() + "?");
        assertThat(spinning.runs).isZero();
        assertThat(narrow.runs).isZero();
        assertThat(spinning.closes).isOne();
    }

    @Test
    void runsThatFailDecideNothing() {
        spinning.refuses = true;
        runs(CANDIDATES * LaneContest.MOST_RUNS);
        assertThat(verdicts).containsExactly(SLEEPING.words() + "?");
    }

    @Test
    void norDoThoseThatAreCancelled() {
        for (int i = 0; i < ALL_RUNS; i++) {
            CancelToken cancelled = new CancelToken();
            cancelled.cancel();
            run(1, cancelled);
        }
        inTheBackground();
        assertThat(verdicts).isEmpty();
    }

    @Test
    void whatStillRunsIsClosedWhenThatIsOver() {
        List<Integer> closesMeanwhile = new ArrayList<>();
        sleeping.during =
                () -> {
                    runs(ALL_RUNS);
                    closesMeanwhile.add(sleeping.closes);
                };
        runs(1);
        assertThat(verdicts).containsExactly(SPINNING.words());
        assertThat(closesMeanwhile).containsExactly(0);
        assertThat(sleeping.closes).isOne();
    }

    @Test
    void closedBeforeItIsDecidedItClosesItsOwnAndSaysNothing() {
        runs(ALL_RUNS / 2);
        contest.close();
        inTheBackground();
        assertThat(verdicts).isEmpty();
        assertThat(sleeping.closes).isOne();
        assertThat(spinning.closes).isOne();
        assertThat(narrow.closes).isZero();
    }

    @Test
    void whereThereIsNoThreadItConcludesRightHere() {
        hasThreads = false;
        runs(ALL_RUNS);
        assertThat(verdicts).containsExactly(SPINNING.words());
        assertThat(sleeping.closes).isOne();
    }
}
