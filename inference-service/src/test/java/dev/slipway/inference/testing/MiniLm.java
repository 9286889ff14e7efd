package dev.slipway.inference.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.contract.version.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** all-MiniLM-L6-v2 with the files that say how its vectors are pooled. */
public final class MiniLm {
    public static final int WIDTH = 384;

    private MiniLm() {}

    public static byte[] model() throws IOException {
        return resource("/all-minilm-l6-v2.onnx");
    }

    public static byte[] tokenizer() throws IOException {
        return resource("/all-minilm-l6-v2-tokenizer.json");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = MiniLm.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    /** The model as its users have it; the batch size is declared or not. */
    public static TestPackage files(@Nullable Integer maxBatchSize) throws IOException {
        String modules =
                """
                [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
                 {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
                 {"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]\
                """;
        String pooling =
                """
                {"word_embedding_dimension":384,"pooling_mode_cls_token":false,
                 "pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":false}\
                """;
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {
                            TestPackage.spec("input_ids", "INT64", "batch_size", "sequence_length"),
                            TestPackage.spec(
                                    "attention_mask", "INT64", "batch_size", "sequence_length"),
                            TestPackage.spec(
                                    "token_type_ids", "INT64", "batch_size", "sequence_length")
                        },
                        TestPackage.spec(
                                "last_hidden_state",
                                "FP32",
                                "batch_size",
                                "sequence_length",
                                WIDTH)),
                Map.of(
                        "model.onnx",
                        model(),
                        "tokenizer.json",
                        tokenizer(),
                        "modules.json",
                        modules.getBytes(UTF_8),
                        "1_Pooling/config.json",
                        pooling.getBytes(UTF_8)),
                "feature-extraction",
                maxBatchSize);
    }
}
