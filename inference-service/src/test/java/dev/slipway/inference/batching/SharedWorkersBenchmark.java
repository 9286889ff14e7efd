package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.cost.LearnedCost;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request to each of 64 versions from its submission to its answer, through an engine that does
 * nothing: on threads that all versions share, and on threads of each version's own. Microseconds
 * and allocated bytes a request.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SharedWorkersBenchmark {
    private static final int VERSIONS = 64;
    private static final int SLOTS = 2;

    @Param({"true", "false"})
    public boolean shared;

    private final Map<String, Tensor> inputs = Map.of("x", Tensor.floats(new float[4], 1, 4));
    private final Answers answers = new Answers();
    private final List<VersionQueue> queues = new ArrayList<>();

    private static final class Echo implements Engine {
        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            sink.answer(Map.of("y", Objects.requireNonNull(request.inputs().get("x"))));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    /** Counts what has not ended. */
    private static final class Answers implements AnswerSink {
        private final AtomicInteger left = new AtomicInteger();

        @Override
        public void answer(Map<String, Tensor> outputs) {}

        @Override
        public void complete() {
            left.decrementAndGet();
        }

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }
    }

    @Setup
    public void open() {
        RunThreads common = threads();
        for (int i = 0; i < VERSIONS; i++) {
            queues.add(
                    new VersionQueue(
                            "v" + i,
                            new Echo(),
                            MergeRule.probed(),
                            new LearnedCost(),
                            WideLane.none(),
                            shared ? common : threads(),
                            SLOTS,
                            false,
                            new RunCounters(System::nanoTime),
                            RequestMemory::unbounded));
        }
    }

    private static RunThreads threads() {
        EngineWorkers workers = new EngineWorkers(SLOTS, System::nanoTime, Patience.THREADS);
        return new RunThreads(workers, workers, new NiceThreads(0));
    }

    @TearDown
    public void close() {
        queues.forEach(VersionQueue::close);
        queues.clear();
    }

    private Work work() {
        EngineRequest request =
                new EngineRequest(
                        inputs,
                        List.of("y"),
                        Deadline.in(Duration.ofHours(1), System::nanoTime),
                        new CancelToken());
        return new Work(request, answers, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    @Benchmark
    @OperationsPerInvocation(VERSIONS)
    public int oneRequestToEach() {
        answers.left.set(VERSIONS);
        for (VersionQueue queue : queues) {
            queue.submit(work());
        }
        while (answers.left.get() > 0) {
            // The harness interrupts what takes too long.
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("the queues did not run what was submitted");
            }
            Thread.onSpinWait();
        }
        return answers.left.get();
    }
}
