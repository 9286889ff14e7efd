package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionQueueTest {
    private static final MergeRule RULE = new MergeRule(4, Merging.DECLARED, "test");

    private final HeldEngine engine = new HeldEngine();
    private final RunCounters counters = new RunCounters(System::nanoTime);
    private final AtomicLong now = new AtomicLong();
    private final VersionQueue queue =
            new VersionQueue("test", engine, RULE, KnownCost.of(100), WideLane.none(), 1, counters);

    @AfterEach
    void close() {
        engine.first.countDown();
        queue.close();
    }

    private WaitingSink submit(CancelToken cancel, long deadlineMs, Tensor x) {
        WaitingSink waiter = new WaitingSink();
        Deadline deadline = Deadline.in(Duration.ofMillis(deadlineMs), now::get);
        EngineRequest request = new EngineRequest(Map.of("x", x), List.of("y"), deadline, cancel);
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT));
        return waiter;
    }

    private WaitingSink submit(float... row) {
        return submit(new CancelToken(), 1000, Tensor.floats(row, 1, row.length));
    }

    private void waitForFirst() throws InterruptedException {
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWaitsRunsTogetherUpToTheBoundWhereShapesAgree() throws Exception {
        WaitingSink alone = submit(0, 0);
        waitForFirst();
        WaitingSink a = submit(1, 2);
        WaitingSink other = submit(7, 8, 9);
        WaitingSink b =
                submit(new CancelToken(), 1000, Tensor.floats(new float[] {3, 4, 5, 6}, 2, 2));
        WaitingSink c = submit(10, 11);
        WaitingSink tooMany = submit(12, 13);
        assertThat(counters.queued()).isEqualTo(5);
        engine.first.countDown();
        assertThat(alone.y()).containsExactly(1, 1);
        assertThat(a.y()).containsExactly(2, 3);
        assertThat(b.y()).containsExactly(4, 5, 6, 7);
        assertThat(c.y()).containsExactly(11, 12);
        assertThat(other.y()).containsExactly(8, 9, 10);
        assertThat(tooMany.y()).containsExactly(13, 14);
        assertThat(engine.runs).hasSize(4);
        assertThat(counters.engineRuns()).isEqualTo(4);
        assertThat(counters.mergedRequests()).isEqualTo(3);
        assertThat(counters.queued()).isZero();
    }

    @Test
    void whatIsCancelledOrLateNeverReachesTheEngine() throws Exception {
        WaitingSink first = submit(0);
        waitForFirst();
        CancelToken left = new CancelToken();
        submit(left, 1000, Tensor.floats(new float[] {1}, 1, 1));
        WaitingSink late = submit(new CancelToken(), 10, Tensor.floats(new float[] {2}, 1, 1));
        WaitingSink last = submit(3);
        left.cancel();
        assertThat(counters.queued()).isEqualTo(2);
        now.addAndGet(Duration.ofMillis(11).toNanos());
        engine.first.countDown();
        assertThat(first.y()).containsExactly(1);
        assertThat(late.refusal.get().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(last.y()).containsExactly(4);
        assertThat(counters.engineRuns()).isEqualTo(2);
    }

    @Test
    void aMergedRunIsCancelledOnlyWhenAllOfItIs() throws Exception {
        submit(0);
        waitForFirst();
        CancelToken one = new CancelToken();
        CancelToken two = new CancelToken();
        List<Work> parts = new ArrayList<>();
        for (CancelToken token : List.of(one, two)) {
            EngineRequest request =
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[] {1}, 1, 1)),
                            List.of("y"),
                            Deadline.in(Duration.ofSeconds(1), now::get),
                            token);
            parts.add(
                    new Work(request, new WaitingSink(), RunObserver.NOBODY, RequestClass.DEFAULT));
        }
        EngineRequest merged =
                new MergedRun(parts, RULE, RequestMemory.unbounded(), () -> 0).request();
        one.cancel();
        assertThat(merged.cancel().isCancelled()).isFalse();
        two.cancel();
        assertThat(merged.cancel().isCancelled()).isTrue();
    }

    @Test
    void anOutputThatLosesRowsIsNeverSplitWrongly() throws Exception {
        submit(0, 0);
        waitForFirst();
        WaitingSink a = submit(1, 2);
        WaitingSink b = submit(3, 4);
        engine.losesRows = true;
        engine.first.countDown();
        assertThat(a.refusal.get().code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(b.refusal.get().message()).contains("max_batch_size");
    }

    @Test
    void nobodyIsRefusedForWhatAnotherRequestOfTheSameRunHolds() throws Exception {
        submit(0, 0);
        waitForFirst();
        WaitingSink good = submit(1, 2);
        WaitingSink bad = submit(3, -1);
        WaitingSink alsoGood = submit(5, 6);
        engine.first.countDown();
        assertThat(bad.refusal.get().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(good.y()).containsExactly(2, 3);
        assertThat(alsoGood.y()).containsExactly(6, 7);
        assertThat(good.refusal).isNotDone();
        assertThat(bad.result).isNotDone();
        // The first, all three, the half of one, the half of two, and those two.
        assertThat(counters.engineRuns()).isEqualTo(6);
    }

    @Test
    void noBugOfTheEngineOnOneRequestTakesTheOthersAlong() throws Exception {
        submit(0, 0);
        waitForFirst();
        WaitingSink bad = submit(-2, 1);
        WaitingSink good = submit(1, 2);
        engine.first.countDown();
        assertThat(bad.refusal.get().code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(good.y()).containsExactly(2, 3);
        assertThat(submit(7).y()).containsExactly(8);
    }

    @Test
    void whoLeftOrIsLateIsNotRunAgainAfterAMergedRunFailed() throws Exception {
        submit(0, 0);
        waitForFirst();
        CancelToken left = new CancelToken();
        submit(left, 1000, Tensor.floats(new float[] {-1, 1}, 1, 2));
        WaitingSink good = submit(1, 2);
        engine.beforeRefusing = left::cancel;
        engine.first.countDown();
        assertThat(good.y()).containsExactly(2, 3);
        assertThat(counters.engineRuns()).isEqualTo(3);
    }

    @Test
    void aClosedQueueSendsRequestsElsewhere() throws Exception {
        engine.first.countDown();
        queue.close();
        assertThat(submit(1).refusal.get().code()).isEqualTo(ErrorCode.MISDIRECTED);
    }
}
