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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The works of one request enter the queue at one moment. */
class VersionQueueTogetherTest {
    private static final MergeRule RULE = new MergeRule(4, Merging.DECLARED, "test");

    private final List<VersionQueue> queues = new ArrayList<>();
    private final HeldEngine engine = new HeldEngine();

    /** Its time stands still, so that what runs took changes no order. */
    private final RunCounters counters = new RunCounters(() -> 0);

    @AfterEach
    void close() {
        engine.first.countDown();
        queues.forEach(VersionQueue::close);
    }

    private VersionQueue queue(Engine of, int threads) {
        queues.add(
                new VersionQueue(
                        "test", of, RULE, KnownCost.of(100), WideLane.none(), threads, counters));
        return queues.getLast();
    }

    private static Work work(AnswerSink sink, CancelToken cancel, RequestClass of, float... row) {
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(row, 1, row.length)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        cancel);
        return new Work(request, sink, RunObserver.NOBODY, of);
    }

    private static Work work(AnswerSink sink, float... row) {
        return work(sink, new CancelToken(), RequestClass.DEFAULT, row);
    }

    private void occupy(VersionQueue queue) throws InterruptedException {
        queue.submit(work(new WaitingSink(), 0));
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theRunThatTakesTheFirstFindsAllOthers() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(engine, 1);
        for (int round = 1; round <= 20; round++) {
            List<WaitingSink> waiters = new ArrayList<>();
            List<Work> works = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiters.add(new WaitingSink());
                works.add(work(waiters.getLast(), (float) i));
            }
            queue.submit(works);
            for (int i = 0; i < 4; i++) {
                assertThat(waiters.get(i).y()).containsExactly(i + 1);
            }
            assertThat(engine.runs).hasSize(round);
        }
    }

    /** Holds each run until another one goes on beside it. */
    private static final class Pairs implements Engine {
        private final Semaphore begun = new Semaphore(0);
        private final AtomicInteger alone = new AtomicInteger();

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            begun.release();
            try {
                if (!begun.tryAcquire(2, 5, TimeUnit.SECONDS)) {
                    alone.incrementAndGet();
                }
                // The other one of the pair takes what was taken here.
                begun.release(2);
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
            }
            sink.answer(Map.of("y", Objects.requireNonNull(request.inputs().get("x"))));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    @Test
    void asManyThreadsWakeAsThereIsWorkFor() throws Exception {
        Pairs pairs = new Pairs();
        VersionQueue queue = queue(pairs, 2);
        for (int round = 0; round < 10; round++) {
            WaitingSink narrow = new WaitingSink();
            WaitingSink wide = new WaitingSink();
            // Rows of different shapes share no run.
            queue.submit(List.of(work(narrow, 1), work(wide, 1, 2)));
            assertThat(narrow.y()).containsExactly(1);
            assertThat(wide.y()).containsExactly(1, 2);
            assertThat(pairs.alone).hasValue(0);
            pairs.begun.drainPermits();
        }
    }

    private static List<Work> request(RequestClass of, int first, int count, CountDownLatch ends) {
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            works.add(work(new Counting(ends), new CancelToken(), of, (float) (first + i)));
        }
        return works;
    }

    /** Three requests of two tenants and two priorities, of which none fits into one run. */
    private static List<List<Work>> requests(CountDownLatch ends) {
        return List.of(
                request(new RequestClass(5, "heavy"), 100, 12, ends),
                request(new RequestClass(5, "light"), 200, 5, ends),
                request(new RequestClass(1, "heavy"), 300, 6, ends));
    }

    private static List<String> runs(HeldEngine of) {
        List<String> runs = new ArrayList<>();
        for (EngineRequest run : of.runs) {
            Tensor x = Objects.requireNonNull(run.inputs().get("x"));
            runs.add(Arrays.toString((float[]) x.data()));
        }
        return runs;
    }

    @Test
    void itIsServedInTheOrderInWhichItWouldBeIfItHadComeOneByOne() throws Exception {
        CountDownLatch ends = new CountDownLatch(23);
        VersionQueue queue = queue(engine, 1);
        occupy(queue);
        requests(ends).forEach(queue::submit);
        engine.first.countDown();
        assertThat(ends.await(5, TimeUnit.SECONDS)).isTrue();
        HeldEngine single = new HeldEngine();
        CountDownLatch singleEnds = new CountDownLatch(23);
        VersionQueue oneByOne = queue(single, 1);
        oneByOne.submit(work(new WaitingSink(), 0));
        assertThat(single.begun.await(5, TimeUnit.SECONDS)).isTrue();
        requests(singleEnds).forEach(works -> works.forEach(oneByOne::submit));
        single.first.countDown();
        assertThat(singleEnds.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(runs(engine)).isEqualTo(runs(single)).hasSizeGreaterThan(6);
    }

    @Test
    void aRequestThatIsCancelledLeavesWithAllItsWorks() throws Exception {
        VersionQueue queue = queue(engine, 1);
        occupy(queue);
        for (boolean before : new boolean[] {false, true}) {
            CancelToken cancel = new CancelToken();
            List<Work> works = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                works.add(work(new WaitingSink(), cancel, RequestClass.DEFAULT, (float) i));
            }
            if (before) {
                cancel.cancel();
            }
            queue.submit(works);
            assertThat(counters.queued()).isEqualTo(before ? 0 : 9);
            cancel.cancel();
            assertThat(counters.queued()).isZero();
        }
        engine.first.countDown();
        queue.close();
        assertThat(engine.runs).hasSize(1);
    }

    /** Counts ends, each of which is a refusal or not. */
    private static final class Counting implements AnswerSink {
        private final CountDownLatch ends;
        private final List<ErrorCode> refusals = new ArrayList<>();

        Counting(CountDownLatch ends) {
            this.ends = ends;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {}

        @Override
        public void complete() {
            ends.countDown();
        }

        @Override
        public void refuse(Refusal why) {
            refusals.add(why.code());
            ends.countDown();
        }
    }

    @Test
    void aClosedQueueRefusesEachOfThemOnce() {
        engine.first.countDown();
        VersionQueue queue = queue(engine, 1);
        queue.close();
        CountDownLatch ends = new CountDownLatch(3);
        List<Counting> sinks = List.of(new Counting(ends), new Counting(ends), new Counting(ends));
        queue.submit(sinks.stream().map(sink -> work(sink, 1)).toList());
        assertThat(ends.getCount()).isZero();
        for (Counting sink : sinks) {
            assertThat(sink.refusals).containsExactly(ErrorCode.MISDIRECTED);
        }
        assertThat(counters.queued()).isZero();
        assertThat(engine.runs).isEmpty();
    }
}
