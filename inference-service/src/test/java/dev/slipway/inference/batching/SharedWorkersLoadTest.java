package dev.slipway.inference.batching;

import static dev.slipway.inference.batching.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.FixedBatching;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Sixteen versions of all kinds on the threads of two processors. Each client has few requests
 * under way, so that threads fall asleep all the time: a wake-up that is lost ends the traffic.
 */
class SharedWorkersLoadTest {
    private static final int VERSIONS = 16;
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 1500;
    private static final int UNDER_WAY = 6;
    private static final float SLOW = 7;

    /** Gives back what it gets; what begins with a 7 takes longer than a short run. */
    private static final class Echo implements Engine {
        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            if (((float[]) x.data())[0] == SLOW) {
                long end = System.nanoTime() + 2 * EngineWorkers.LONG_RUN_NANOS;
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
            }
            sink.answer(Map.of("y", x));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    /** Counts how often it is told an end, and lets its client go on. */
    private static final class Once implements AnswerSink {
        private final Semaphore client;
        private final AtomicInteger answers = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();

        Once(Semaphore client) {
            this.client = client;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            answers.incrementAndGet();
        }

        @Override
        public void complete() {
            ends.incrementAndGet();
            client.release();
        }

        @Override
        public void refuse(Refusal why) {
            complete();
        }
    }

    private final RunCounters counters = new RunCounters(System::nanoTime);
    private final EngineWorkers workers = new EngineWorkers(2, System::nanoTime, Patience.THREADS);
    private final List<VersionQueue> queues = new ArrayList<>();

    private VersionQueue queue(int number) {
        boolean holds = number % 4 == 0;
        MergeRule rule =
                holds
                        ? MergeRule.declared(4, new FixedBatching(200, List.of()))
                        : new MergeRule(4, Merging.DECLARED, "test");
        return new VersionQueue(
                "test-" + number,
                new Echo(),
                rule,
                KnownCost.of(100),
                WideLane.none(),
                new RunThreads(workers, workers, new NiceThreads(0)),
                1 + number % 3,
                number % 2 == 1,
                counters,
                RequestMemory::unbounded);
    }

    private static Work work(Random random, AnswerSink sink) {
        float element = random.nextInt(100) == 0 ? SLOW : 1;
        float[] row = new float[1 + random.nextInt(2)];
        row[0] = element;
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(row, 1, row.length)),
                        List.of("y"),
                        Deadline.in(Duration.ofMinutes(5), System::nanoTime),
                        new CancelToken());
        RequestClass of = new RequestClass(1 + random.nextInt(10), "t");
        return new Work(request, sink, RunObserver.NOBODY, of);
    }

    /** What one client was told, whose requests follow from its seed. */
    private List<Once> load(long seed) throws InterruptedException {
        Random random = new Random(seed);
        Semaphore free = new Semaphore(UNDER_WAY);
        List<Once> sinks = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            List<Work> works = new ArrayList<>();
            int count = random.nextInt(5) == 0 ? 3 : 1;
            assertThat(free.tryAcquire(count, Patience.SECONDS, TimeUnit.SECONDS))
                    .as("a request of client %d ended in time before %d", seed, i)
                    .isTrue();
            for (int k = 0; k < count; k++) {
                sinks.add(new Once(free));
                works.add(work(random, sinks.getLast()));
            }
            queues.get(random.nextInt(VERSIONS)).submit(works);
        }
        assertThat(free.tryAcquire(UNDER_WAY, Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return sinks;
    }

    @Test
    void noWakeUpIsLostAndEverybodyIsToldOnce() throws Exception {
        for (int i = 0; i < VERSIONS; i++) {
            queues.add(queue(i));
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<List<Once>>> loads = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                long seed = i;
                loads.add(() -> load(seed));
            }
            for (Future<List<Once>> load : clients.invokeAll(loads)) {
                assertThat(load.get())
                        .allSatisfy(sink -> {
                            assertThat(sink.answers).hasValue(1);
                            assertThat(sink.ends).hasValue(1);
                        });
            }
        }
        queues.forEach(VersionQueue::close);
        assertThat(counters.queued()).isZero();
        assertThat(workers.slotsWaiting()).isZero();
        until(() -> workers.awake() + workers.asleep() == 0);
    }
}
