package dev.slipway.inference.engine.onnx;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.Graph;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * One run of ONNX Runtime, from a request's tensor to an answer's, through its Java interface and
 * through its C interface called by {@code java.lang.foreign}; each once with everything made for
 * the run and once with what can be kept kept. All in the caller's thread, so that microseconds are
 * processor time. Before anything is timed, all four have given equal answers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NativeRunBenchmark {
    private static final int SEED = 7;
    private static final int WIDTH = 384;

    /** The interface, and whether options and memory are kept from run to run. */
    public enum Through {
        JAVA,
        JAVA_KEPT,
        FOREIGN,
        FOREIGN_KEPT
    }

    /** The graph, and where its input lies. */
    public enum Run {
        /** Two numbers outside the heap, one addition: hardly more than the call is timed. */
        TINY,
        /** The same from an array, where small inputs of clients are. */
        TINY_ON_HEAP,
        /** 3 x 224 x 224 numbers outside the heap, as large inputs are, to a vector of 384. */
        PICTURE
    }

    @Param({"JAVA", "JAVA_KEPT", "FOREIGN", "FOREIGN_KEPT"})
    public Through through = Through.JAVA;

    @Param({"TINY", "TINY_ON_HEAP", "PICTURE"})
    public Run run = Run.TINY;

    private EngineRequest request = asking(Tensor.floats(new float[0], 0));
    private Caller caller =
            _ -> {
                throw new IllegalStateException("nothing is set up");
            };

    @Setup
    public void compareAnswers() throws Throwable {
        Path folder = Files.createTempDirectory("native-run");
        try {
            TestPackage files = run == Run.PICTURE ? picture() : TestModels.addConstant(1, 1);
            byte[] model = files.byDigest().values().iterator().next();
            // It also loads the library, which the others need.
            Caller engine = new EngineCaller(TestEngines.load(folder, files));
            Random random = new Random(SEED);
            request = asking(input(random));
            EngineRequest another = asking(input(random));
            Tensor answer = engine.answer(request);
            Tensor anotherAnswer = engine.answer(another);
            require(!answer.equals(anotherAnswer), "the graph's answer does not depend on x");
            for (Through each : Through.values()) {
                Caller one = each == Through.JAVA ? engine : caller(each, model, request, answer);
                require(one.answer(request).equals(answer), each + " answers otherwise");
                require(one.answer(another).equals(anotherAnswer), each + " repeats an answer");
                require(one.answer(request).equals(answer), each + " changes its answer");
                if (each == through) {
                    caller = one;
                } else {
                    one.close();
                }
            }
        } finally {
            delete(folder);
        }
    }

    private static Caller caller(
            Through through, byte[] model, EngineRequest request, Tensor answer) throws Throwable {
        Tensor x = Caller.x(request);
        return switch (through) {
            case JAVA_KEPT -> new KeptJavaCaller(model, x, answer);
            case FOREIGN -> new ForeignCaller(model);
            case FOREIGN_KEPT -> new KeptForeignCaller(model, x, answer);
            case JAVA -> throw new IllegalStateException("that one is loaded from a package");
        };
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private Tensor input(Random random) {
        return switch (run) {
            case TINY -> outside(random, 1, 2);
            case TINY_ON_HEAP -> Tensor.floats(numbers(random, 2), 1, 2);
            case PICTURE -> outside(random, 1, 3, 224, 224);
        };
    }

    private static Tensor outside(Random random, long... shape) {
        float[] numbers = numbers(random, Shapes.count(shape));
        return new Tensor(
                DataType.FP32, shape, DirectElements.of(DataType.FP32, numbers.length, numbers));
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static EngineRequest asking(Tensor x) {
        return new EngineRequest(
                Map.of("x", x),
                List.of("y"),
                Deadline.in(Duration.ofHours(1), System::nanoTime),
                new CancelToken());
    }

    /** {@code y} is made of each colour's mean, so that hardly more than reading is to be done. */
    private static TestPackage picture() {
        byte[] model =
                new Graph("picture")
                        .input("x", Graph.FLOAT, "n", 3, 224, 224)
                        .output("y", Graph.FLOAT, "n", WIDTH)
                        .floats("w", numbers(new Random(SEED), 3 * WIDTH), 3, WIDTH)
                        .node(
                                "ReduceMean",
                                List.of("x"),
                                List.of("means"),
                                Graph.numbers("axes", 2, 3),
                                Graph.number("keepdims", 0))
                        .node("MatMul", List.of("means", "w"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n", 3, 224, 224)},
                        spec("y", "FP32", "n", WIDTH)),
                model);
    }

    /** Nothing of it is needed once sessions are made: a library that is loaded stays mapped. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @TearDown
    public void close() {
        caller.close();
    }

    @Benchmark
    public Tensor answer() throws Throwable {
        return caller.answer(request);
    }
}
