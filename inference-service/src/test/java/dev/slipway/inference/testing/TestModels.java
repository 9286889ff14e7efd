package dev.slipway.inference.testing;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

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

    /** {@code y = 3 + 3}: a graph that takes no inputs. */
    public static TestPackage withoutInputs() {
        byte[] model =
                new Graph("none")
                        .output("y", Graph.FLOAT, 1)
                        .floats("c", new float[] {3}, 1)
                        .node("Add", List.of("c", "c"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(new TensorSpec[0], spec("y", "FP32", 1)), model);
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

    /** {@code y = x - mean}, the mean that of each column over the rows of a run. */
    public static TestPackage centred(@Nullable Integer maxBatchSize) {
        return rows(
                maxBatchSize,
                pair("centred")
                        .node(
                                "ReduceMean",
                                List.of("x"),
                                List.of("mean"),
                                Graph.numbers("axes", 0),
                                Graph.number("keepdims", 1))
                        .node("Sub", List.of("x", "mean"), List.of("y")));
    }

    /** {@code y} is {@code x} in 256 steps between the least and the greatest number of a run. */
    public static TestPackage quantised(@Nullable Integer maxBatchSize) {
        return rows(
                maxBatchSize,
                pair("quantised")
                        .node("DynamicQuantizeLinear", List.of("x"), List.of("q", "s", "z"))
                        .node("DequantizeLinear", List.of("q", "s", "z"), List.of("y")));
    }

    /** {@code y = x + x}; rows are independent. */
    public static TestPackage doubled(@Nullable Integer maxBatchSize) {
        return rows(maxBatchSize, pair("doubled").node("Add", List.of("x", "x"), List.of("y")));
    }

    /** {@code y} is row {@code x} of a table. */
    public static TestPackage lookup(int tableRows) {
        float[] table = new float[tableRows * 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = i * 0.5f;
        }
        byte[] model =
                new Graph("lookup")
                        .input("x", Graph.INT64, "n")
                        .output("y", Graph.FLOAT, "n", 2)
                        .floats("table", table, tableRows, 2)
                        .node("Gather", List.of("table", "x"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "INT64", "n")}, spec("y", "FP32", "n", 2)),
                model);
    }

    private static Graph pair(String name) {
        return new Graph(name).input("x", Graph.FLOAT, "n", 2).output("y", Graph.FLOAT, "n", 2);
    }

    private static TestPackage rows(@Nullable Integer maxBatchSize, Graph graph) {
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n", 2)}, spec("y", "FP32", "n", 2)),
                Map.of("model.onnx", graph.toModel()),
                null,
                maxBatchSize);
    }

    /** {@code y} is a copy of {@code x}, whose element type is a word of the protocol. */
    public static TestPackage copy(String datatype, int onnxType) {
        byte[] model =
                new Graph("copy")
                        .input("x", onnxType, "n")
                        .output("y", onnxType, "n")
                        .node("Identity", List.of("x"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", datatype, "n")}, spec("y", datatype, "n")),
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

    /**
     * A cross-encoder with one layer of attention and random weights, which reads what MiniLM's
     * tokenizer writes; 48 tokens at most.
     *
     * @param types whether the graph tells query and document apart by {@code token_type_ids}
     */
    public static TestPackage crossEncoder(boolean types) throws IOException {
        int vocabulary = 30_522;
        int width = 8;
        Random random = new Random(11);
        Graph graph =
                new Graph("cross")
                        .input("input_ids", Graph.INT64, "n", "t")
                        .input("attention_mask", Graph.INT64, "n", "t")
                        .output("logits", Graph.FLOAT, "n", 1)
                        .floats("words", random(random, vocabulary * width), vocabulary, width)
                        .floats("kinds", random(random, 2 * width), 2, width)
                        .floats("head", random(random, width), width, 1)
                        .floats("far", new float[] {10_000}, 1)
                        .longs("axis", new long[] {1}, 1)
                        .longs("first", new long[] {0})
                        .node("Gather", List.of("words", "input_ids"), List.of("word"));
        if (types) {
            graph.input("token_type_ids", Graph.INT64, "n", "t")
                    .node("Gather", List.of("kinds", "token_type_ids"), List.of("kind"))
                    .node("Add", List.of("word", "kind"), List.of("x"));
        } else {
            graph.node("Identity", List.of("word"), List.of("x"));
        }
        graph.node("Transpose", List.of("x"), List.of("xt"), Graph.numbers("perm", 0, 2, 1))
                .node("MatMul", List.of("x", "xt"), List.of("near"))
                .node("Cast", List.of("attention_mask"), List.of("mask"), Graph.number("to", 1))
                .node("Unsqueeze", List.of("mask", "axis"), List.of("rows"))
                .node("Mul", List.of("rows", "far"), List.of("real"))
                .node("Add", List.of("near", "real"), List.of("seen"))
                .node("Softmax", List.of("seen"), List.of("weights"))
                .node("MatMul", List.of("weights", "x"), List.of("context"))
                .node(
                        "Gather",
                        List.of("context", "first"),
                        List.of("cls"),
                        Graph.number("axis", 1))
                .node("MatMul", List.of("cls", "head"), List.of("logits"));
        TensorSpec ids = spec("input_ids", "INT64", "n", "t");
        TensorSpec mask = spec("attention_mask", "INT64", "n", "t");
        TensorSpec kinds = spec("token_type_ids", "INT64", "n", "t");
        ModelSignature signature =
                TestPackage.signature(
                        types ? new TensorSpec[] {ids, mask, kinds} : new TensorSpec[] {ids, mask},
                        spec("logits", "FP32", "n", 1));
        Map<String, byte[]> files =
                Map.of(
                        "model.onnx",
                        graph.toModel(),
                        "tokenizer.json",
                        MiniLm.tokenizer(),
                        "tokenizer_config.json",
                        "{\"model_max_length\":48}".getBytes(StandardCharsets.UTF_8));
        return TestPackage.of(signature, files, "text-ranking", 32);
    }

    private static float[] random(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
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
