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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests whose rows take long become several works in the queue, and stay one for who waits. */
class VersionQueueSplitTest {
    /** Takes a row for 30 ms, as far as anybody knows. */
    private static final KnownCost SLOW_ROWS = new KnownCost(run -> 30e6 * run.rows(), 1);

    private static final MergeRule RULE = new MergeRule(4, Merging.PROBED, "test");

    /** Adds 1 to each element, a run at a time as it is let go; an element of -1 is refused. */
    private static final class AddOne implements Engine {
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore letGo = new Semaphore(0);
        private final List<EngineRequest> runs = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean losesRows;

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.add(request);
            begun.release();
            letGo.acquireUninterruptibly();
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            float[] y = ((float[]) x.data()).clone();
            for (int i = 0; i < y.length; i++) {
                if (y[i] == -1) {
                    sink.refuse(Refusal.invalidInput("-1 is no index"));
                    return;
                }
                y[i]++;
            }
            Tensor given =
                    losesRows
                            ? Tensor.floats(new float[7], 7, 1)
                            : Tensor.floats(y, x.rows(), y.length / x.rows());
            sink.answer(Map.of("y", given));
            sink.complete();
        }

        @Override
        public void close() {}

        void waitUntilItRuns() throws InterruptedException {
            assertThat(begun.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }

        void letGo() {
            letGo.release(1_000_000);
        }

        List<Integer> rowsOfRuns() {
            return runs.stream().map(MergeRule::rows).toList();
        }
    }

    private static final class Waiter implements AnswerSink {
        private final CompletableFuture<Map<String, Tensor>> result = new CompletableFuture<>();
        private final CompletableFuture<Refusal> refusal = new CompletableFuture<>();
        private final AtomicInteger told = new AtomicInteger();

        @Override
        public void answer(Map<String, Tensor> outputs) {
            result.complete(outputs);
        }

        @Override
        public void complete() {
            told.incrementAndGet();
        }

        @Override
        public void refuse(Refusal why) {
            told.incrementAndGet();
            refusal.complete(why);
        }

        float[] y() throws Exception {
            Map<String, Tensor> outputs = result.get(5, TimeUnit.SECONDS);
            return (float[]) Objects.requireNonNull(outputs.get("y")).data();
        }

        Refusal refused() throws Exception {
            return refusal.get(5, TimeUnit.SECONDS);
        }
    }

    private final AddOne engine = new AddOne();
    private final RunCounters counters = new RunCounters(System::nanoTime);
    private final AtomicLong now = new AtomicLong();
    private final List<VersionQueue> queues = new ArrayList<>();

    @AfterEach
    void close() {
        engine.letGo();
        queues.forEach(VersionQueue::close);
    }

    private VersionQueue queue(MergeRule rule, KnownCost cost, int threads) {
        queues.add(
                new VersionQueue("test", engine, rule, cost, WideLane.none(), threads, counters));
        return queues.getLast();
    }

    private Waiter submit(VersionQueue queue, CancelToken cancel, float... x) {
        Waiter waiter = new Waiter();
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(x, x.length, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(1), now::get),
                        cancel);
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT));
        return waiter;
    }

    private Waiter submit(VersionQueue queue, float... x) {
        return submit(queue, new CancelToken(), x);
    }

    /** One thread, which is busy with a run of one row. */
    private VersionQueue busy(MergeRule rule, KnownCost cost) throws InterruptedException {
        VersionQueue queue = queue(rule, cost, 1);
        submit(queue, 0);
        engine.waitUntilItRuns();
        return queue;
    }

    /** What was submitted before this has run, or never will. */
    private void drain(VersionQueue queue) throws Exception {
        assertThat(submit(queue, 41).y()).containsExactly(42);
        assertThat(counters.queued()).isZero();
    }

    @Test
    void aSlowRequestRunsInPartsAndIsAnsweredOnceInItsOrder() throws Exception {
        VersionQueue queue = busy(RULE, SLOW_ROWS);
        Waiter slow = submit(queue, 1, 2, 3, 4, 5, 6);
        assertThat(counters.queued()).isEqualTo(6);
        engine.letGo();
        assertThat(slow.y()).containsExactly(2, 3, 4, 5, 6, 7);
        drain(queue);
        assertThat(slow.told).hasValue(1);
        assertThat(slow.refusal).isNotDone();
        assertThat(engine.rowsOfRuns()).doesNotContain(6);
    }

    @Test
    void whateverRunsBesideItEachRowComesBackAtItsPlace() throws Exception {
        VersionQueue queue = queue(RULE, SLOW_ROWS, 3);
        engine.letGo();
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            float[] x = new float[1 + i % 12];
            for (int row = 0; row < x.length; row++) {
                x[row] = 100 * i + row;
            }
            waiters.add(submit(queue, x));
        }
        for (int i = 0; i < waiters.size(); i++) {
            float[] y = waiters.get(i).y();
            assertThat(y).hasSize(1 + i % 12);
            for (int row = 0; row < y.length; row++) {
                assertThat(y[row]).isEqualTo(100 * i + row + 1);
            }
        }
        queue.close();
        assertThat(waiters).allSatisfy(waiter -> assertThat(waiter.told).hasValue(1));
        assertThat(counters.queued()).isZero();
    }

    @Test
    void theFirstPartThatIsRefusedEndsItAndTheRestNeverRuns() throws Exception {
        VersionQueue queue = busy(RULE, SLOW_ROWS);
        Waiter bad = submit(queue, 1, -1, 3, -1);
        engine.letGo();
        assertThat(bad.refused().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        drain(queue);
        assertThat(bad.told).hasValue(1);
        assertThat(bad.result).isNotDone();
        // The first one, the part that is good, the one that is not, and the last request.
        assertThat(engine.runs).hasSize(4);
    }

    @Test
    void whoCancelsTakesAllPartsOutOfTheQueueAndOutOfTheEngine() throws Exception {
        VersionQueue queue = queue(RULE, SLOW_ROWS, 1);
        CancelToken left = new CancelToken();
        Waiter nobody = submit(queue, left, 1, 2, 3, 4);
        engine.waitUntilItRuns();
        assertThat(counters.queued()).isPositive();
        left.cancel();
        assertThat(counters.queued()).isZero();
        assertThat(engine.runs.getFirst().cancel().isCancelled()).isTrue();
        engine.letGo();
        drain(queue);
        assertThat(engine.runs).hasSize(2);
        assertThat(nobody.told).hasValue(0);
        assertThat(nobody.result).isNotDone();
    }

    @Test
    void whatIsCancelledBeforeItComesNeverRuns() throws Exception {
        VersionQueue queue = busy(RULE, SLOW_ROWS);
        CancelToken left = new CancelToken();
        left.cancel();
        submit(queue, left, 1, 2, 3, 4);
        assertThat(counters.queued()).isZero();
        engine.letGo();
        drain(queue);
        assertThat(engine.runs).hasSize(2);
    }

    @Test
    void partsThatAreLateAreRefusedOnceAndNeverRun() throws Exception {
        VersionQueue queue = busy(RULE, SLOW_ROWS);
        Waiter late = submit(queue, 1, 2, 3, 4);
        now.addAndGet(Duration.ofMillis(1001).toNanos());
        engine.letGo();
        assertThat(late.refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        drain(queue);
        assertThat(late.told).hasValue(1);
        assertThat(engine.runs).hasSize(2);
    }

    @Test
    void whoseOutputsAreNotRowByRowRunsWholeAndIsSplitNoMore() throws Exception {
        VersionQueue queue = busy(RULE, SLOW_ROWS);
        engine.losesRows = true;
        Waiter slow = submit(queue, 1, 2, 3, 4);
        engine.letGo();
        assertThat(slow.y()).hasSize(7);
        assertThat(submit(queue, 1, 2, 3, 4).y()).hasSize(7);
        queue.close();
        assertThat(slow.told).hasValue(1);
        // The first one, a part, the whole, and the next request whole at once.
        assertThat(engine.rowsOfRuns()).containsExactly(1, 1, 4, 4);
    }

    @Test
    void aClosedQueueRefusesItOnce() throws Exception {
        VersionQueue queue = queue(RULE, SLOW_ROWS, 1);
        queue.close();
        Waiter slow = submit(queue, 1, 2, 3, 4);
        assertThat(slow.refused().code()).isEqualTo(ErrorCode.MISDIRECTED);
        assertThat(slow.told).hasValue(1);
    }

    @Test
    void whatIsQuickOrMayNotShareRunsIsNotSplit() throws Exception {
        KnownCost quick = new KnownCost(run -> 12e6 * run.rows(), 1);
        VersionQueue queue = busy(RULE, quick);
        submit(queue, 1, 2, 3, 4);
        assertThat(counters.queued()).isEqualTo(1);
        VersionQueue alone = busy(MergeRule.alone(Merging.DECLINED, "test"), SLOW_ROWS);
        submit(alone, 1, 2, 3, 4);
        assertThat(counters.queued()).isEqualTo(2);
    }

    @Test
    void whatPartsWouldMakeMuchSlowerIsNotSplit() throws Exception {
        KnownCost mostlyFixed = new KnownCost(run -> 55e6 + 1e6 * run.rows(), 1);
        submit(busy(RULE, mostlyFixed), 1, 2, 3, 4);
        assertThat(counters.queued()).isEqualTo(1);
    }

    @Test
    void partsOfOneRequestAreNotPutTogetherAgain() throws Exception {
        KnownCost sharesALittle = new KnownCost(run -> 5e6 + 30e6 * run.rows(), 1);
        VersionQueue queue = busy(RULE, sharesALittle);
        Waiter slow = submit(queue, 1, 2, 3, 4);
        engine.letGo();
        assertThat(slow.y()).containsExactly(2, 3, 4, 5);
        assertThat(engine.rowsOfRuns()).doesNotContain(4);
    }
}
