package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A queue whose package fixes delay and sizes, by a clock that only the test moves. */
class VersionQueueFixedTest {
    private static final long MS = 1_000_000;
    private static final FixedBatching TWO_MS = new FixedBatching(2000, List.of());
    private static final FixedBatching PAIRS = new FixedBatching(2000, List.of(2));

    private final AtomicLong now = new AtomicLong();
    private final RunCounters counters = new RunCounters(now::get);
    private final HeldEngine engine = new HeldEngine();
    private final List<VersionQueue> queues = new ArrayList<>();

    private VersionQueue queue(FixedBatching settings, KnownCost cost) {
        MergeRule rule = MergeRule.declared(4, settings);
        queues.add(new VersionQueue("test", engine, rule, cost, WideLane.none(), 1, counters));
        return queues.getLast();
    }

    private VersionQueue queue(FixedBatching settings) {
        return queue(settings, KnownCost.of(100));
    }

    @AfterEach
    void close() {
        engine.first.countDown();
        queues.forEach(VersionQueue::close);
    }

    private WaitingSink submit(VersionQueue queue, long deadlineMs, Map<String, Tensor> inputs) {
        WaitingSink waiter = new WaitingSink();
        Deadline deadline = Deadline.in(Duration.ofMillis(deadlineMs), now::get);
        EngineRequest request =
                new EngineRequest(inputs, List.of("y"), deadline, new CancelToken());
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT));
        return waiter;
    }

    private WaitingSink submit(VersionQueue queue, float... row) {
        return submit(queue, 60_000, Map.of("x", Tensor.floats(row, 1, row.length)));
    }

    private List<Integer> rowsOfRuns() {
        return engine.runs.stream().map(MergeRule::rows).toList();
    }

    @Test
    void aLoneWorkIsHeldForItsDelayAndHoldsUpNobodyWhoIsReady() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(TWO_MS);
        WaitingSink lone = submit(queue, 1);
        List<WaitingSink> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(submit(queue, 2, i));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(four.get(i).y()).containsExactly(3, i + 1);
        }
        assertThat(lone.result).isNotDone();
        assertThat(counters.queued()).isEqualTo(1);
        now.addAndGet(2 * MS);
        assertThat(lone.y()).containsExactly(2);
        assertThat(rowsOfRuns()).containsExactly(4, 1);
        assertThat(counters.releases(ReleaseReason.FULL)).isEqualTo(1);
        assertThat(counters.releases(ReleaseReason.IDLE_ENGINE)).isEqualTo(1);
    }

    @Test
    void aBatchThatIsReadyBehindAllThatIsLookedAtFirstLeavesToo() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(new FixedBatching(1_000_000, List.of()));
        for (int width = 1; width <= 64; width++) {
            submit(queue, new float[width]);
        }
        List<WaitingSink> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(submit(queue, new float[100]));
        }
        for (WaitingSink waiter : four) {
            assertThat(waiter.y()).hasSize(100);
        }
        assertThat(rowsOfRuns()).containsExactly(4);
        assertThat(counters.queued()).isEqualTo(64);
    }

    @Test
    void aPreferredSizeLeavesWithoutDelay() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(PAIRS);
        WaitingSink a = submit(queue, 1);
        WaitingSink b = submit(queue, 2);
        assertThat(a.y()).containsExactly(2);
        assertThat(b.y()).containsExactly(3);
        assertThat(rowsOfRuns()).containsExactly(2);
        assertThat(counters.releases(ReleaseReason.FULL)).isEqualTo(1);
    }

    @Test
    void whatOutwaitedItsDelayBehindARunLeavesWhole() throws Exception {
        VersionQueue queue = queue(PAIRS);
        submit(queue, 1);
        submit(queue, 2);
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
        List<WaitingSink> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            three.add(submit(queue, i));
        }
        now.addAndGet(2 * MS);
        engine.first.countDown();
        for (WaitingSink waiter : three) {
            assertThat(waiter.y()).hasSize(1);
        }
        assertThat(rowsOfRuns()).containsExactly(2, 3);
    }

    @Test
    void aDeadlineIsNotMissedByBeingHeld() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(new FixedBatching(500_000, List.of()));
        WaitingSink urgent = submit(queue, 10, Map.of("x", Tensor.floats(new float[] {1}, 1, 1)));
        now.addAndGet(9 * MS);
        assertThat(urgent.y()).containsExactly(2);
        assertThat(counters.releases(ReleaseReason.DEADLINE)).isEqualTo(1);
    }

    @Test
    void whatNothingCouldJoinIsNotHeld() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(TWO_MS);
        Tensor x = Tensor.floats(new float[] {1}, 1, 1);
        Tensor otherRows = Tensor.floats(new float[] {1, 2}, 2, 1);
        WaitingSink odd = submit(queue, 60_000, Map.of("x", x, "z", otherRows));
        assertThat(odd.y()).containsExactly(2);
    }

    @Test
    void aQueueThatClosesHoldsNothing() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(new FixedBatching(1_000_000, List.of()));
        WaitingSink last = submit(queue, 1);
        queue.close();
        assertThat(last.y()).containsExactly(2);
        assertThat(counters.releases(ReleaseReason.DRAIN)).isEqualTo(1);
    }

    @Test
    void aLongRequestWithinTheSizeIsNotSplit() throws Exception {
        engine.first.countDown();
        FixedBatching atOnce = new FixedBatching(0, List.of());
        VersionQueue queue = queue(atOnce, new KnownCost(run -> 20e6 * run.rows(), 1));
        Tensor four = Tensor.floats(new float[] {1, 2, 3, 4}, 4, 1);
        assertThat(submit(queue, 60_000, Map.of("x", four)).y()).containsExactly(2, 3, 4, 5);
        assertThat(rowsOfRuns()).containsExactly(4);
    }

    @Test
    void aRequestOfMoreRowsThanTheSizeRunsInPartsOfNoMore() throws Exception {
        engine.first.countDown();
        VersionQueue queue = queue(new FixedBatching(1_000_000, List.of()));
        Tensor six = Tensor.floats(new float[] {1, 2, 3, 4, 5, 6}, 6, 1);
        assertThat(submit(queue, 60_000, Map.of("x", six)).y()).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(rowsOfRuns()).containsExactly(3, 3);
    }

    @Test
    void whosePartsDoNotFitTogetherIsRefusedAndNeverRunsWhole() throws Exception {
        engine.losesRows = true;
        engine.first.countDown();
        VersionQueue queue = queue(TWO_MS);
        Tensor six = Tensor.floats(new float[] {1, 2, 3, 4, 5, 6}, 6, 1);
        Refusal refused = submit(queue, 60_000, Map.of("x", six)).refusal.get();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refused.message()).contains("6 rows", "max_batch_size: 4");
        queue.close();
        assertThat(rowsOfRuns()).doesNotContain(6);
    }
}
