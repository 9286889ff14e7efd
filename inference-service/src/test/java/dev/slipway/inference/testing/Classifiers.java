package dev.slipway.inference.testing;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Classifiers of scikit-learn as skl2onnx exports them; {@code classifiers.py} makes them. */
public final class Classifiers {
    public static final String LABEL = "output_label";
    public static final String SCORES = "output_probability";

    private Classifiers() {}

    /** A random forest whose classes are numbers. */
    public static TestPackage forest(@Nullable Integer maxBatchSize) throws IOException {
        return files("forest", "INT64", List.of("3", "7", "40"), maxBatchSize);
    }

    /** A logistic regression whose classes are texts. */
    public static TestPackage logistic(@Nullable Integer maxBatchSize) throws IOException {
        return files("logistic", "BYTES", List.of("blue", "green", "grün"), maxBatchSize);
    }

    private static TestPackage files(
            String name, String labelType, List<String> labels, @Nullable Integer maxBatchSize)
            throws IOException {
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {spec("X", "FP32", -1, 4)},
                        spec(LABEL, labelType, -1),
                        new TensorSpec(
                                SCORES,
                                "FP32",
                                List.of(-1L, (long) labels.size()),
                                Arrays.asList(null, null),
                                labels,
                                TensorSpec.ZIPMAP));
        Map<String, byte[]> files = Map.of("model.onnx", resource(name + ".onnx"));
        return TestPackage.of(signature, files, null, maxBatchSize);
    }

    /** Rows, and what scikit-learn itself makes of them. */
    public static JsonNode expected() throws IOException {
        return JsonMapper.builder().build().readTree(resource("expected.json"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Classifiers.class.getResourceAsStream("/sklearn/" + name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return in.readAllBytes();
        }
    }
}
