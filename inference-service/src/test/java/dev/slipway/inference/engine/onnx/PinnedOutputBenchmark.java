package dev.slipway.inference.engine.onnx;

import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.Graph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One run and its output taken apart for the requests that share it: where the runtime makes the
 * output and all of it is copied to the heap first, where the runtime writes it to a buffer of ours
 * that runs before it have used, and where the runtime's own object for that buffer is kept too.
 * The graphs do hardly anything, so that the way of the output is what is timed, in the caller's
 * thread. Before that, all three have given equal parts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PinnedOutputBenchmark {
    private static final int SEED = 7;
    private static final int WIDTH = 384;
    private static final int WORDS = 512;
    private static final int HIDDEN = 16;

    /** What runs, and for how many requests of one row each. */
    public enum Run {
        /** 8 texts of 32 tokens, a vector of 384 numbers for each token: looked up in a table. */
        TEXTS,
        /** One row of 4 numbers through a small perceptron: 3 numbers. */
        ROW
    }

    @Param({"TEXTS", "ROW"})
    public Run run = Run.TEXTS;

    private @Nullable PinnedCaller caller;

    @Setup
    public void compareParts() throws Exception {
        Path folder = Files.createTempDirectory("pinned-output");
        try {
            PinnedCaller made = made(folder);
            Tensor[] parts = made.throughRuntime();
            boolean same =
                    Arrays.equals(parts, made.throughLent())
                            && Arrays.equals(parts, made.throughKept())
                            && Arrays.equals(parts, made.throughLent());
            if (!same) {
                throw new IllegalStateException("a place of ours holds another output");
            }
            caller = made;
        } finally {
            NativeRunBenchmark.delete(folder);
        }
    }

    private PinnedCaller made(Path folder) throws Exception {
        Random random = new Random(SEED);
        return switch (run) {
            case TEXTS ->
                    new PinnedCaller(
                            folder, texts(random), ids(random, 8, 32), new long[] {8, 32, WIDTH});
            case ROW ->
                    new PinnedCaller(
                            folder,
                            perceptron(random),
                            Tensor.floats(numbers(random, 4), 1, 4),
                            new long[] {1, 3});
        };
    }

    private static byte[] texts(Random random) {
        return new Graph("texts")
                .input("x", Graph.INT64, "n", "t")
                .output("y", Graph.FLOAT, "n", "t", WIDTH)
                .floats("words", numbers(random, WORDS * WIDTH), WORDS, WIDTH)
                .node("Gather", List.of("words", "x"), List.of("y"))
                .toModel();
    }

    private static byte[] perceptron(Random random) {
        return new Graph("perceptron")
                .input("x", Graph.FLOAT, "n", 4)
                .output("y", Graph.FLOAT, "n", 3)
                .floats("in", numbers(random, 4 * HIDDEN), 4, HIDDEN)
                .floats("out", numbers(random, HIDDEN * 3), HIDDEN, 3)
                .node("MatMul", List.of("x", "in"), List.of("h"))
                .node("Relu", List.of("h"), List.of("r"))
                .node("MatMul", List.of("r", "out"), List.of("y"))
                .toModel();
    }

    private static Tensor ids(Random random, int rows, int tokens) {
        long[] ids = new long[rows * tokens];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(WORDS);
        }
        return new Tensor(DataType.INT64, new long[] {rows, tokens}, ids);
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private PinnedCaller caller() {
        return Objects.requireNonNull(caller, "nothing is set up");
    }

    @TearDown
    public void close() {
        caller().close();
    }

    @Benchmark
    public Tensor[] throughRuntime() throws Exception {
        return caller().throughRuntime();
    }

    @Benchmark
    public Tensor[] throughLent() throws Exception {
        return caller().throughLent();
    }

    @Benchmark
    public Tensor[] throughKept() throws Exception {
        return caller().throughKept();
    }
}
