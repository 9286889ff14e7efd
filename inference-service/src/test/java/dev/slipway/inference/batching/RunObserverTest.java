package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for works is told how they were served, by a clock that only the engine moves. */
class RunObserverTest {
    private static final long RUN_NANOS = 2_000;
    private static final float POISON = -1;
    private static final MergeRule RULE = new MergeRule(4, Merging.DECLARED, "test");

    private final AtomicLong now = new AtomicLong();
    private final RunCounters counters = new RunCounters(now::get);
    private final Echo engine = new Echo(now);
    private final List<VersionQueue> queues = new ArrayList<>();
    private final VersionQueue queue = queue(KnownCost.of(100));

    private VersionQueue queue(KnownCost cost) {
        queues.add(new VersionQueue("test", engine, RULE, cost, WideLane.none(), 1, counters));
        return queues.getLast();
    }

    @AfterEach
    void close() {
        engine.first.countDown();
        queues.forEach(VersionQueue::close);
    }

    /** Each run takes its time by the clock; the first one also waits until it is let go. */
    private static final class Echo implements Engine {
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicLong now;

        Echo(AtomicLong now) {
            this.now = now;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            begun.countDown();
            try {
                first.await();
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
            }
            now.addAndGet(RUN_NANOS);
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            for (float value : (float[]) x.data()) {
                if (value == POISON) {
                    sink.refuse(Refusal.invalidInput("no"));
                    return;
                }
            }
            sink.answer(Map.of("y", x));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    /** Notes what it is told, and when the answer came. */
    private static final class Owner implements RunObserver, AnswerSink {
        private final List<String> told = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void started(ReleaseReason why, int rows, long waitedNanos) {
            told.add(why.word() + " " + rows + " after " + waitedNanos);
        }

        @Override
        public void ran(long nanos) {
            told.add("ran " + nanos);
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            told.add("answer");
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            told.add("refusal");
        }
    }

    private void submit(Owner owner, float... rows) {
        submit(queue, owner, rows);
    }

    private static void submit(VersionQueue to, Owner owner, float... rows) {
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(rows, rows.length, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        new CancelToken());
        to.submit(new Work(request, owner, owner, RequestClass.DEFAULT));
    }

    /** What was submitted meanwhile has waited 500 ns when the first run goes on. */
    private void letGo() {
        now.addAndGet(500);
        engine.first.countDown();
    }

    private Owner held() throws InterruptedException {
        Owner first = new Owner();
        submit(first, 1);
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    @Test
    void whoWaitsIsToldOfEachWorkAndOnceOfTheRunBeforeItsAnswer() throws Exception {
        Owner first = held();
        Owner two = new Owner();
        Owner one = new Owner();
        submit(two, 2);
        submit(one, 3, 4);
        submit(two, 5);
        letGo();
        awaitAnswers(two, 2);
        awaitAnswers(one, 1);
        assertThat(first.told).containsExactly("idle-engine 1 after 0", "ran 2500", "answer");
        assertThat(one.told).containsExactly("idle-engine 4 after 2500", "ran 2000", "answer");
        assertThat(two.told)
                .containsExactly(
                        "idle-engine 4 after 2500",
                        "idle-engine 4 after 2500",
                        "ran 2000",
                        "answer",
                        "answer");
    }

    @Test
    void whoseRequestIsSplitIsToldOfEachPart() throws Exception {
        VersionQueue splitting = queue(new KnownCost(run -> 20e6 * run.rows(), 1));
        submit(splitting, new Owner(), 1);
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
        Owner four = new Owner();
        submit(splitting, four, 2, 3, 4, 5);
        letGo();
        awaitAnswers(four, 1);
        assertThat(four.told)
                .containsExactly(
                        "idle-engine 1 after 2500",
                        "ran 2000",
                        "idle-engine 1 after 4500",
                        "ran 2000",
                        "idle-engine 1 after 6500",
                        "ran 2000",
                        "idle-engine 1 after 8500",
                        "ran 2000",
                        "answer");
    }

    @Test
    void aRunThatFailedIsToldOfAndSoIsEachThatRepeatsIt() throws Exception {
        held();
        Owner good = new Owner();
        Owner bad = new Owner();
        submit(good, 2);
        submit(bad, POISON);
        letGo();
        awaitAnswers(good, 1);
        await(() -> bad.told.contains("refusal"));
        assertThat(good.told)
                .containsExactly(
                        "idle-engine 2 after 2500",
                        "ran 2000",
                        "idle-engine 1 after 2500",
                        "ran 2000",
                        "answer");
        assertThat(bad.told)
                .containsExactly(
                        "idle-engine 2 after 2500",
                        "ran 2000",
                        "idle-engine 1 after 2500",
                        "ran 2000",
                        "refusal");
        // Each work once, each run once, and the batches as they left the queue.
        assertThat(counters.waits().total()).isEqualTo(3);
        assertThat(counters.waits().sum()).isEqualTo(2 * 2500);
        assertThat(counters.runTimes().total()).isEqualTo(4);
        assertThat(counters.runTimes().sum()).isEqualTo(2500 + 3 * RUN_NANOS);
        assertThat(counters.batchRows().total()).isEqualTo(2);
        assertThat(counters.batchRows().sum()).isEqualTo(3);
    }

    @Test
    void whatLeavesAQueueThatClosesWasReleasedForThat() throws Exception {
        held();
        Owner last = new Owner();
        submit(last, 2);
        Thread closing = Thread.ofPlatform().start(queue::close);
        // It has closed the queue and waits for the run.
        await(() -> closing.getState() == Thread.State.WAITING);
        letGo();
        closing.join();
        assertThat(last.told).containsExactly("drain 1 after 2500", "ran 2000", "answer");
    }

    private static void awaitAnswers(Owner owner, int count) {
        await(() -> Collections.frequency(owner.told, "answer") == count);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }
}
