package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Requests of one row each as one run, and its answer as theirs, in the shapes of a small sentence
 * encoder: three INT64 inputs of 32 tokens, one FP32 output of 32 x 384. Microseconds and allocated
 * bytes a run; what a run does once, whoever it is for, is in both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MergedRunBenchmark {
    private static final int TOKENS = 32;
    private static final int WIDTH = 384;

    @Param({"8", "32"})
    public int rows;

    private final List<Work> parts = new ArrayList<>();
    private final List<LastShare> sinks = new ArrayList<>();
    private Map<String, Tensor> outputs = Map.of();

    /** Keeps what it is given, so that it is really made. */
    private static final class LastShare implements AnswerSink {
        private Map<String, Tensor> share = Map.of();

        @Override
        public void answer(Map<String, Tensor> outputs) {
            share = outputs;
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }
    }

    @Setup
    public void makeParts() {
        for (int i = 0; i < rows; i++) {
            LastShare sink = new LastShare();
            sinks.add(sink);
            parts.add(new Work(request(), sink, RunObserver.NOBODY, RequestClass.DEFAULT));
        }
        outputs =
                Map.of(
                        "last_hidden_state",
                        Tensor.floats(new float[rows * TOKENS * WIDTH], rows, TOKENS, WIDTH));
    }

    private static EngineRequest request() {
        return new EngineRequest(
                Map.of(
                        "input_ids", Tensor.longs(new long[TOKENS], 1, TOKENS),
                        "attention_mask", Tensor.longs(new long[TOKENS], 1, TOKENS),
                        "token_type_ids", Tensor.longs(new long[TOKENS], 1, TOKENS)),
                List.of("last_hidden_state"),
                Deadline.in(Duration.ofHours(1), System::nanoTime),
                new CancelToken());
    }

    private MergedRun run() {
        return new MergedRun(
                parts, MergeRule.probed(), RequestMemory.unbounded(), System::nanoTime);
    }

    @Benchmark
    public EngineRequest assemble() {
        MergedRun run = run();
        EngineRequest merged = run.request();
        run.complete();
        return merged;
    }

    @Benchmark
    public Map<String, Tensor> scatter() {
        MergedRun run = run();
        run.answer(outputs);
        run.complete();
        return sinks.getLast().share;
    }
}
