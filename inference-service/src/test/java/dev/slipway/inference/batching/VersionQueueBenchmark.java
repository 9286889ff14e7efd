package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request of 1 x 4 numbers from its submission to its answer, through an engine that does
 * nothing: the hand-over to an engine's thread, alone, and behind one that runs while 32 others
 * wait. Microseconds and allocated bytes a request, its token and deadline among them. Who waits
 * for answers spins, so that only the queue's own wake-ups count; that takes two cores.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VersionQueueBenchmark {
    private static final int WAITING = 32;
    private static final List<String> OUTPUTS = List.of("y");

    private final Map<String, Tensor> inputs = Map.of("x", Tensor.floats(new float[4], 1, 4));
    private final Echo engine = new Echo();
    private final Answers answers = new Answers();
    private final VersionQueue alone =
            queue("alone", MergeRule.alone(Merging.DECLINED, "for comparison"));
    private final VersionQueue merging = queue("merging", MergeRule.probed());

    /** Answers with its input; while it is held, its next run does not end. */
    private static final class Echo implements Engine {
        private volatile boolean held;
        private volatile boolean begun;

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            begun = true;
            while (held) {
                Thread.onSpinWait();
            }
            Tensor x = request.inputs().get("x");
            if (x == null) {
                throw new IllegalStateException("no x");
            }
            sink.answer(Map.of("y", x));
            sink.complete();
        }

        void hold() {
            begun = false;
            held = true;
        }

        void waitUntilBegun() {
            while (!begun) {
                spin();
            }
        }

        void letGo() {
            held = false;
        }

        @Override
        public void close() {}
    }

    /** Counts what has ended. */
    private static final class Answers implements AnswerSink {
        private final AtomicInteger left = new AtomicInteger();
        private volatile Map<String, Tensor> newest = Map.of();
        private volatile @Nullable Refusal refused;

        @Override
        public void answer(Map<String, Tensor> outputs) {
            newest = outputs;
        }

        @Override
        public void complete() {
            left.decrementAndGet();
        }

        @Override
        public void refuse(Refusal refusal) {
            refused = refusal;
            left.decrementAndGet();
        }

        void expect(int count) {
            left.set(count);
        }

        Map<String, Tensor> waitForAll() {
            while (left.get() > 0) {
                spin();
            }
            Refusal why = refused;
            if (why != null) {
                throw new IllegalStateException(why.message());
            }
            return newest;
        }
    }

    /** The harness interrupts what takes too long. */
    private static void spin() {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the queue did not run what was submitted");
        }
        Thread.onSpinWait();
    }

    private VersionQueue queue(String name, MergeRule rule) {
        return new VersionQueue(
                name,
                engine,
                rule,
                new LearnedCost(),
                WideLane.none(),
                1,
                new RunCounters(System::nanoTime));
    }

    private Work work() {
        EngineRequest request =
                new EngineRequest(
                        inputs,
                        OUTPUTS,
                        Deadline.in(Duration.ofHours(1), System::nanoTime),
                        new CancelToken());
        return new Work(request, answers, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    @TearDown
    public void close() {
        engine.letGo();
        alone.close();
        merging.close();
    }

    @Benchmark
    public Map<String, Tensor> nobodyElse() {
        answers.expect(1);
        alone.submit(work());
        return answers.waitForAll();
    }

    @Benchmark
    @OperationsPerInvocation(WAITING + 1)
    public Map<String, Tensor> othersWaitAndRunAlone() {
        return behindOthers(alone);
    }

    @Benchmark
    @OperationsPerInvocation(WAITING + 1)
    public Map<String, Tensor> othersWaitAndRunTogether() {
        return behindOthers(merging);
    }

    private Map<String, Tensor> behindOthers(VersionQueue queue) {
        answers.expect(WAITING + 1);
        engine.hold();
        queue.submit(work());
        engine.waitUntilBegun();
        for (int i = 0; i < WAITING; i++) {
            queue.submit(work());
        }
        engine.letGo();
        return answers.waitForAll();
    }
}
