package dev.slipway.inference.testing;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Classifiers of texts whose logits are the sums of what each token weighs. */
public final class TextClassifiers {
    public static final int CLASSES = 3;

    private static final int VOCABULARY = 30_522;
    private static final float[] WEIGHTS = weights();

    private TextClassifiers() {}

    private static float[] weights() {
        Random random = new Random(5);
        float[] weights = new float[VOCABULARY * CLASSES];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() - 0.5f;
        }
        return weights;
    }

    /** The logits of a text by its tokens, special ones included. */
    public static double[] logits(long[] ids) {
        double[] logits = new double[CLASSES];
        for (long id : ids) {
            for (int i = 0; i < CLASSES; i++) {
                logits[i] += WEIGHTS[(int) id * CLASSES + i];
            }
        }
        return logits;
    }

    /** A folder as it lies on Hugging Face; 48 tokens at most. */
    public static TestPackage of(String configJson) throws IOException {
        return of(configJson, WEIGHTS);
    }

    /** The same, but that the logit of the last class is NaN. */
    public static TestPackage ofNoNumber(String configJson) throws IOException {
        float[] weights = WEIGHTS.clone();
        for (int i = CLASSES - 1; i < weights.length; i += CLASSES) {
            weights[i] = Float.NaN;
        }
        return of(configJson, weights);
    }

    private static TestPackage of(String configJson, float[] weights) throws IOException {
        byte[] model =
                new Graph("classifier")
                        .input("input_ids", Graph.INT64, "n", "t")
                        .input("attention_mask", Graph.INT64, "n", "t")
                        .output("logits", Graph.FLOAT, "n", CLASSES)
                        .floats("words", weights, VOCABULARY, CLASSES)
                        .longs("last", new long[] {2}, 1)
                        .longs("second", new long[] {1}, 1)
                        .node("Gather", List.of("words", "input_ids"), List.of("word"))
                        .node(
                                "Cast",
                                List.of("attention_mask"),
                                List.of("real"),
                                Graph.number("to", 1))
                        .node("Unsqueeze", List.of("real", "last"), List.of("mask"))
                        .node("Mul", List.of("word", "mask"), List.of("read"))
                        .node(
                                "ReduceSum",
                                List.of("read", "second"),
                                List.of("logits"),
                                Graph.number("keepdims", 0))
                        .toModel();
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {
                            spec("input_ids", "INT64", "n", "t"),
                            spec("attention_mask", "INT64", "n", "t")
                        },
                        spec("logits", "FP32", "n", CLASSES));
        return TestPackage.of(
                signature,
                Map.of(
                        "model.onnx",
                        model,
                        "tokenizer.json",
                        MiniLm.tokenizer(),
                        "tokenizer_config.json",
                        "{\"model_max_length\":48}".getBytes(UTF_8),
                        "config.json",
                        configJson.getBytes(UTF_8)),
                "text-classification",
                32);
    }
}
