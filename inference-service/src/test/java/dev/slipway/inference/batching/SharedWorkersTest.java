package dev.slipway.inference.batching;

import static dev.slipway.inference.batching.Patience.until;
import static dev.slipway.inference.batching.Patience.untilAwake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several versions on the threads of one processor, by clocks that only the test moves. */
class SharedWorkersTest {
    private static final MergeRule ALONE = MergeRule.alone(Merging.DECLINED, "test");
    private static final long MS = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong workersNow = new AtomicLong();
    private final RunCounters counters = new RunCounters(now::get);
    private final EngineWorkers workers = new EngineWorkers(1, workersNow::get, Patience.THREADS);
    private final HeldEngine held = new HeldEngine();
    private final HeldEngine other = new HeldEngine();
    private final List<VersionQueue> queues = new ArrayList<>();

    @AfterEach
    void close() {
        held.first.countDown();
        other.first.countDown();
        queues.forEach(VersionQueue::close);
        until(() -> workers.awake() + workers.asleep() == 0);
    }

    private VersionQueue queue(Engine engine, MergeRule rule) {
        queues.add(
                new VersionQueue(
                        "test",
                        engine,
                        rule,
                        KnownCost.of(100),
                        WideLane.none(),
                        new RunThreads(workers, workers, new NiceThreads(0)),
                        1,
                        false,
                        counters,
                        RequestMemory::unbounded));
        return queues.getLast();
    }

    private WaitingSink submit(VersionQueue queue, float element) {
        WaitingSink waiter = new WaitingSink();
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[] {element}, 1, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofMinutes(1), now::get),
                        new CancelToken());
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT));
        return waiter;
    }

    private VersionQueue busy() throws InterruptedException {
        VersionQueue queue = queue(held, ALONE);
        submit(queue, 0);
        assertThat(held.begun.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return queue;
    }

    @Test
    void whoHasMuchToDoTakesTurnsWithWhoHasLittle() throws Exception {
        VersionQueue much = busy();
        VersionQueue little = queue(other, ALONE);
        other.first.countDown();
        List<WaitingSink> many = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            many.add(submit(much, i));
        }
        WaitingSink one = submit(little, 1);
        List<Integer> ranBefore = new ArrayList<>();
        var _ = one.result.thenRun(() -> ranBefore.add(held.runs.size()));
        held.first.countDown();
        assertThat(one.y()).containsExactly(2);
        for (int i = 1; i <= 20; i++) {
            assertThat(many.get(i - 1).y()).containsExactly(i + 1);
        }
        assertThat(ranBefore).containsExactly(1);
    }

    @Test
    void aLongRunOfOneVersionHoldsUpNoOther() throws Exception {
        busy();
        other.first.countDown();
        WaitingSink one = submit(queue(other, ALONE), 1);
        assertThat(one.result).isNotDone();
        workersNow.addAndGet(EngineWorkers.LONG_RUN_NANOS);
        assertThat(one.y()).containsExactly(2);
    }

    @Test
    void aVersionWhoseBatchIsHeldHasNoThreadMeanwhile() throws Exception {
        other.first.countDown();
        held.first.countDown();
        VersionQueue fixed = queue(held, MergeRule.declared(4, new FixedBatching(2000, List.of())));
        VersionQueue free = queue(other, ALONE);
        WaitingSink lone = submit(fixed, 1);
        untilAwake(workers, 0);
        assertThat(submit(free, 5).y()).containsExactly(6);
        untilAwake(workers, 0);
        assertThat(lone.result).isNotDone();
        now.addAndGet(2 * MS);
        workersNow.addAndGet(2 * MS);
        assertThat(lone.y()).containsExactly(2);
    }

    @Test
    void closingWaitsForWhatRunsDropsNothingAndKeepsAnInterruption() throws Exception {
        VersionQueue queue = busy();
        List<WaitingSink> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            waiting.add(submit(queue, i));
        }
        AtomicBoolean kept = new AtomicBoolean();
        Thread closing =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            queue.close();
                            kept.set(Thread.interrupted());
                        });
        until(() -> closing.getState() == Thread.State.WAITING);
        assertThat(held.runs).hasSize(1);
        held.first.countDown();
        assertThat(closing.join(Duration.ofSeconds(Patience.SECONDS))).isTrue();
        assertThat(kept).isTrue();
        for (WaitingSink waiter : waiting) {
            assertThat(waiter.result).isDone();
        }
        assertThat(held.runs).hasSize(6);
        assertThat(counters.queued()).isZero();
    }
}
