package dev.slipway.inference.batching;

import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.BufferPoolSettings;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
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
 * Pictures of 3 x 224 x 224 FP32, each outside the heap already, put together for one run: into a
 * buffer that waits, and into one that is made for it. Microseconds and allocated bytes a run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LargeAssemblyBenchmark {
    private static final ByteBudget BUDGET = new ByteBudget(Long.MAX_VALUE);
    private static final int SIDE = 224;
    private static final int NUMBERS = 3 * SIDE * SIDE;

    @Param({"2", "8"})
    public int rows;

    private final BufferPool kept = new BufferPool(new BufferPoolSettings(64 << 20));
    private final List<EngineRequest> parts = new ArrayList<>();

    @Setup
    public void makeParts() {
        for (int i = 0; i < rows; i++) {
            Tensor picture =
                    new Tensor(
                            DataType.FP32,
                            new long[] {1, 3, SIDE, SIDE},
                            DirectElements.of(DataType.FP32, NUMBERS, new float[NUMBERS]));
            parts.add(
                    new EngineRequest(
                            Map.of("x", picture),
                            List.of("y"),
                            Deadline.in(Duration.ofHours(1), System::nanoTime),
                            new CancelToken()));
        }
    }

    @Benchmark
    public Map<String, Tensor> assembleInKept() {
        return assembled(kept);
    }

    @Benchmark
    public Map<String, Tensor> assembleInFresh() {
        return assembled(BufferPool.keepingNothing());
    }

    private Map<String, Tensor> assembled(BufferPool pool) {
        RequestMemory memory = new RequestMemory(BUDGET, BUDGET, pool);
        Map<String, Tensor> inputs = new Assembly(parts, null).inputs(memory);
        memory.end();
        return inputs;
    }
}
