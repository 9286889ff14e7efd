package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionQueueTest {
    /**
     * Adds 1 to each element; the first run waits until it is let go. An element of -1 is refused,
     * one of -2 breaks the run.
     */
    private static final class AddOne implements Engine {
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch begun = new CountDownLatch(1);
        private final List<EngineRequest> runs = new ArrayList<>();
        private boolean losesRows;
        private Runnable beforeRefusing = () -> {};

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.add(request);
            begun.countDown();
            try {
                first.await();
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
            }
            Tensor x = request.inputs().get("x");
            if (x == null) {
                throw new IllegalStateException("no x");
            }
            float[] y = ((float[]) x.data()).clone();
            for (int i = 0; i < y.length; i++) {
                if (y[i] == -1) {
                    beforeRefusing.run();
                    sink.refuse(Refusal.invalidInput("-1 is no index"));
                    return;
                }
                if (y[i] == -2) {
                    throw new IllegalStateException("broken by the test");
                }
                y[i]++;
            }
            sink.answer(
                    Map.of(
                            "y",
                            losesRows
                                    ? Tensor.floats(y, 1, y.length)
                                    : Tensor.floats(y, x.shape())));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private static final class Waiter implements AnswerSink {
        private final CompletableFuture<Map<String, Tensor>> result = new CompletableFuture<>();
        private final CompletableFuture<Refusal> refusal = new CompletableFuture<>();

        @Override
        public void answer(Map<String, Tensor> outputs) {
            result.complete(outputs);
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal why) {
            refusal.complete(why);
        }

        float[] y() throws ExecutionException, InterruptedException {
            Tensor y = result.get().get("y");
            return y == null ? new float[0] : (float[]) y.data();
        }
    }

    private static final MergeRule RULE = new MergeRule(4, Merging.DECLARED, "test");

    private final AddOne engine = new AddOne();
    private final RunCounters counters = new RunCounters(System::nanoTime);
    private final AtomicLong now = new AtomicLong();
    private final VersionQueue queue =
            new VersionQueue("test", engine, RULE, KnownCost.of(100), WideLane.none(), 1, counters);

    @AfterEach
    void close() {
        engine.first.countDown();
        queue.close();
    }

    private Waiter submit(CancelToken cancel, long deadlineMs, Tensor x) {
        Waiter waiter = new Waiter();
        Deadline deadline = Deadline.in(Duration.ofMillis(deadlineMs), now::get);
        EngineRequest request = new EngineRequest(Map.of("x", x), List.of("y"), deadline, cancel);
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT));
        return waiter;
    }

    private Waiter submit(RequestClass of, float element) {
        Waiter waiter = new Waiter();
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[] {element}, 1, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(1), now::get),
                        new CancelToken());
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, of));
        return waiter;
    }

    private Waiter submit(float... row) {
        return submit(new CancelToken(), 1000, Tensor.floats(row, 1, row.length));
    }

    private void waitForFirst() throws InterruptedException {
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWaitsRunsTogetherUpToTheBoundWhereShapesAgree() throws Exception {
        Waiter alone = submit(0, 0);
        waitForFirst();
        Waiter a = submit(1, 2);
        Waiter other = submit(7, 8, 9);
        Waiter b = submit(new CancelToken(), 1000, Tensor.floats(new float[] {3, 4, 5, 6}, 2, 2));
        Waiter c = submit(10, 11);
        Waiter tooMany = submit(12, 13);
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
    void whoIsMoreUrgentRunsFirstAndNotWithOthers() throws Exception {
        Waiter alone = submit(0);
        waitForFirst();
        Waiter early = submit(1);
        Waiter urgent = submit(new RequestClass(1, "a"), 2);
        Waiter last = submit(3);
        engine.first.countDown();
        assertThat(alone.y()).containsExactly(1);
        assertThat(urgent.y()).containsExactly(3);
        assertThat(early.y()).containsExactly(2);
        assertThat(last.y()).containsExactly(4);
        assertThat(engine.runs.stream().map(MergeRule::rows)).containsExactly(1, 1, 2);
    }

    @Test
    void tenantsShareTheEngineHoweverMuchOneOfThemAsks() throws Exception {
        submit(0);
        waitForFirst();
        for (int i = 0; i < 40; i++) {
            submit(new RequestClass(5, "heavy"), 100 + i);
        }
        Waiter light = submit(new RequestClass(5, "light"), 7);
        engine.first.countDown();
        assertThat(light.y()).containsExactly(8);
        int at = 0;
        while (!elements(engine.runs.get(at)).contains(7f)) {
            at++;
        }
        assertThat(at).isLessThanOrEqualTo(2);
    }

    private static List<Float> elements(EngineRequest run) {
        List<Float> elements = new ArrayList<>();
        for (float element : (float[]) Objects.requireNonNull(run.inputs().get("x")).data()) {
            elements.add(element);
        }
        return elements;
    }

    @Test
    void whatIsCancelledOrLateNeverReachesTheEngine() throws Exception {
        Waiter first = submit(0);
        waitForFirst();
        CancelToken left = new CancelToken();
        submit(left, 1000, Tensor.floats(new float[] {1}, 1, 1));
        Waiter late = submit(new CancelToken(), 10, Tensor.floats(new float[] {2}, 1, 1));
        Waiter last = submit(3);
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
            parts.add(new Work(request, new Waiter(), RunObserver.NOBODY, RequestClass.DEFAULT));
        }
        EngineRequest merged = new MergedRun(parts, RULE).request();
        one.cancel();
        assertThat(merged.cancel().isCancelled()).isFalse();
        two.cancel();
        assertThat(merged.cancel().isCancelled()).isTrue();
    }

    @Test
    void anOutputThatLosesRowsIsNeverSplitWrongly() throws Exception {
        submit(0, 0);
        waitForFirst();
        Waiter a = submit(1, 2);
        Waiter b = submit(3, 4);
        engine.losesRows = true;
        engine.first.countDown();
        assertThat(a.refusal.get().code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(b.refusal.get().message()).contains("max_batch_size");
    }

    @Test
    void nobodyIsRefusedForWhatAnotherRequestOfTheSameRunHolds() throws Exception {
        submit(0, 0);
        waitForFirst();
        Waiter good = submit(1, 2);
        Waiter bad = submit(3, -1);
        Waiter alsoGood = submit(5, 6);
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
        Waiter bad = submit(-2, 1);
        Waiter good = submit(1, 2);
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
        Waiter good = submit(1, 2);
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
