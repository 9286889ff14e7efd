package dev.slipway.inference.testing;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models with known answers. */
public final class TestModels {
    private static final int SLOW_SIZE = 128;

    private TestModels() {}

    /** {@code y = x + c}; rows are independent. */
    public static TestPackage addConstant(float c, int maxBatchSize) {
        byte[] model =
                new Graph("add")
                        .input("x", Graph.FLOAT, "n", 2)
                        .output("y", Graph.FLOAT, "n", 2)
                        .floats("c", new float[] {c}, 1)
                        .node("Add", List.of("x", "c"), List.of("y"))
                        .toModel();
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n", 2)}, spec("y", "FP32", "n", 2));
        return TestPackage.of(signature, Map.of("model.onnx", model), null, maxBatchSize);
    }

    /** {@code y = a · W} with random weights, {@code z = b + b}. */
    public static TestPackage twoByTwo(long seed) {
        Random random = new Random(seed);
        float[] weights = new float[12];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() - 0.5f;
        }
        byte[] model =
                new Graph("two")
                        .input("a", Graph.FLOAT, "n", 3)
                        .input("b", Graph.INT64, 2)
                        .output("y", Graph.FLOAT, "n", 4)
                        .output("z", Graph.INT64, 2)
                        .floats("w", weights, 3, 4)
                        .node("MatMul", List.of("a", "w"), List.of("y"))
                        .node("Add", List.of("b", "b"), List.of("z"))
                        .toModel();
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {spec("a", "FP32", "n", 3), spec("b", "INT64", 2)},
                        spec("y", "FP32", "n", 4),
                        spec("z", "INT64", 2));
        return TestPackage.of(signature, model);
    }

    /** Multiplies matrices {@code n} times, some 50 µs each; {@code y} is 128 at the end. */
    public static TestPackage slow() {
        float[] identity = new float[SLOW_SIZE * SLOW_SIZE];
        for (int i = 0; i < SLOW_SIZE; i++) {
            identity[i * SLOW_SIZE + i] = 1;
        }
        Graph body =
                new Graph("body")
                        .input("i", Graph.INT64)
                        .input("on", Graph.BOOL)
                        .input("m", Graph.FLOAT, SLOW_SIZE, SLOW_SIZE)
                        .output("on_out", Graph.BOOL)
                        .output("m_out", Graph.FLOAT, SLOW_SIZE, SLOW_SIZE)
                        .node("Identity", List.of("on"), List.of("on_out"))
                        .node("MatMul", List.of("m", "eye"), List.of("m_out"));
        byte[] model =
                new Graph("slow")
                        .input("n", Graph.INT64)
                        .output("y", Graph.FLOAT)
                        .floats("eye", identity, SLOW_SIZE, SLOW_SIZE)
                        .flag("on0", true)
                        .node(
                                "Loop",
                                List.of("n", "on0", "eye"),
                                List.of("m"),
                                Graph.subgraph("body", body))
                        .node("ReduceSum", List.of("m"), List.of("y"), Graph.number("keepdims", 0))
                        .toModel();
        ModelSignature signature =
                TestPackage.signature(new TensorSpec[] {spec("n", "INT64")}, spec("y", "FP32"));
        return TestPackage.of(signature, model);
    }

    /** {@code y} is the sum of {@code x}, whose element type is a word of the protocol. */
    public static TestPackage sum(String datatype, int onnxType) {
        byte[] model =
                new Graph("sum")
                        .input("x", onnxType, "n")
                        .output("y", onnxType)
                        .node("ReduceSum", List.of("x"), List.of("y"), Graph.number("keepdims", 0))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", datatype, "n")}, spec("y", datatype)),
                model);
    }

    /** {@code y = -x}, as long as its input. */
    public static TestPackage negative() {
        byte[] model =
                new Graph("negative")
                        .input("x", Graph.FLOAT, "n")
                        .output("y", Graph.FLOAT, "n")
                        .node("Neg", List.of("x"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n")}, spec("y", "FP32", "n")),
                model);
    }

    /** {@code y = log(x)}: infinite for 0; {@code s} is a copy of the texts {@code t}. */
    public static TestPackage logAndText() {
        byte[] model =
                new Graph("log")
                        .input("x", Graph.FLOAT, "n")
                        .input("t", Graph.STRING, "m")
                        .input("f", Graph.BOOL, 1)
                        .output("y", Graph.FLOAT, "n")
                        .output("s", Graph.STRING, "m")
                        .output("g", Graph.BOOL, 1)
                        .node("Log", List.of("x"), List.of("y"))
                        .node("Identity", List.of("t"), List.of("s"))
                        .node("Not", List.of("f"), List.of("g"))
                        .toModel();
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {
                            spec("x", "FP32", "n"), spec("t", "BYTES", "m"), spec("f", "BOOL", 1)
                        },
                        spec("y", "FP32", "n"),
                        spec("s", "BYTES", "m"),
                        spec("g", "BOOL", 1));
        return TestPackage.of(signature, model);
    }
}
