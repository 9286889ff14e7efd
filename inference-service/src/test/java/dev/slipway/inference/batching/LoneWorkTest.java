package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which lane takes a work that finds nothing else waiting or running, of any version. */
class LoneWorkTest {
    /** Answers what it was asked; an element of 7 waits until it is let go. */
    private static final class Echo implements Engine {
        private final AtomicInteger runs = new AtomicInteger();
        private final CountDownLatch holding = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.incrementAndGet();
            Tensor x = request.inputs().get("x");
            if (x != null && ((float[]) x.data())[0] == 7) {
                holding.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException cut) {
                    Thread.currentThread().interrupt();
                }
            }
            sink.answer(request.inputs());
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private static final class Waiter implements AnswerSink {
        private final CompletableFuture<Boolean> answered = new CompletableFuture<>();

        @Override
        public void answer(Map<String, Tensor> outputs) {}

        @Override
        public void complete() {
            answered.complete(true);
        }

        @Override
        public void refuse(Refusal why) {
            answered.complete(false);
        }
    }

    private final Echo narrow = new Echo();
    private final Echo wide = new Echo();
    private final WideLane lane =
            new WideLane(() -> wide, () -> true, Runnable::run, System::nanoTime);
    private final VersionQueue queue =
            new VersionQueue(
                    "test",
                    narrow,
                    new MergeRule(4, Merging.DECLARED, "test"),
                    KnownCost.of(100),
                    lane,
                    2,
                    new RunCounters(System::nanoTime));

    @AfterEach
    void close() {
        narrow.letGo.countDown();
        wide.letGo.countDown();
        queue.close();
        lane.close();
    }

    private Waiter submit(float element) {
        Waiter waiter = new Waiter();
        queue.submit(work(waiter, element));
        return waiter;
    }

    private static Work work(Waiter waiter, float... row) {
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(row, 1, row.length)),
                        List.of("x"),
                        Deadline.in(Duration.ofMinutes(1), System::nanoTime),
                        new CancelToken());
        return new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    /** One after the other; the run of the last one may not be over when its answer is there. */
    private void openTheLane() throws Exception {
        for (int i = 0; i < 200 && wide.runs.get() == 0; i++) {
            assertThat(submit(1).answered.get(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(wide.runs).hasPositiveValue();
    }

    @Test
    void oneAloneUsesEveryProcessorOnceTheLaneIsOpen() throws Exception {
        openTheLane();
        assertThat(narrow.runs).hasPositiveValue();
    }

    @Test
    void whoComesWhileAnotherRunsStaysNarrow() throws Exception {
        openTheLane();
        Waiter held = submit(7);
        assertThat(heldBy()).isTrue();
        int before = narrow.runs.get();
        assertThat(submit(1).answered.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(narrow.runs.get()).isEqualTo(before + 1);
        narrow.letGo.countDown();
        wide.letGo.countDown();
        assertThat(held.answered.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneOfSeveralWorksOfARequestStaysNarrowEvenWhereNoOtherIsThereAnyMore() throws Exception {
        openTheLane();
        int before = wide.runs.get();
        for (int i = 0; i < 20; i++) {
            Waiter first = new Waiter();
            Waiter last = new Waiter();
            // Rows of different shapes share no run.
            queue.submit(List.of(work(first, 1), work(last, 1, 2)));
            assertThat(first.answered.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(last.answered.get(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(wide.runs).hasValue(before);
    }

    private static VersionQueue queue(Engine engine, WideLane lane, RunThreads threads) {
        return new VersionQueue(
                "test",
                engine,
                new MergeRule(4, Merging.DECLARED, "test"),
                KnownCost.of(100),
                lane,
                threads,
                2,
                false,
                new RunCounters(System::nanoTime),
                RequestMemory::unbounded);
    }

    @Test
    void whoRunsBesideAnotherVersionIsNotAlone() throws Exception {
        EngineWorkers workers = new EngineWorkers(2, System::nanoTime, Patience.THREADS);
        RunThreads threads = new RunThreads(workers, workers, new NiceThreads(0));
        Echo busy = new Echo();
        try (VersionQueue other = queue(busy, WideLane.none(), threads);
                VersionQueue own = queue(narrow, lane, threads)) {
            try {
                other.submit(work(new Waiter(), 7));
                assertThat(busy.holding.await(5, TimeUnit.SECONDS)).isTrue();
                for (int i = 0; i < 100; i++) {
                    Waiter waiter = new Waiter();
                    own.submit(work(waiter, 1));
                    assertThat(waiter.answered.get(5, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(lane.isOpen()).isFalse();
                assertThat(narrow.runs).hasValue(100);
            } finally {
                busy.letGo.countDown();
            }
        }
    }

    private boolean heldBy() throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (wide.holding.await(5, TimeUnit.MILLISECONDS)
                    || narrow.holding.await(5, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }
}
