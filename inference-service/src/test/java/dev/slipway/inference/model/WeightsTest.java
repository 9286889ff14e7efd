package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.testing.TestPackage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static long bytes(Map<String, byte[]> files) {
        return Weights.bytes(
                TestPackage.of(
                                TestPackage.signature(
                                        new TensorSpec[] {spec("x", "FP32", "n")},
                                        spec("y", "FP32", "n")),
                                files,
                                null,
                                null)
                        .manifest());
    }

    @Test
    void theGraphAndWhatCanBeItsExternalDataCount() {
        assertThat(
                        bytes(
                                Map.of(
                                        "model.onnx", new byte[1],
                                        "model.onnx_data", new byte[20],
                                        "tables/embedding.weight", new byte[300])))
                .isEqualTo(321);
    }

    @Test
    void whatASessionNeverReadsDoesNot() {
        assertThat(
                        bytes(
                                Map.of(
                                        "model.onnx", new byte[1],
                                        "tokenizer.json", new byte[20],
                                        "vocab.TXT", new byte[300],
                                        "data/train.parquet", new byte[50_000],
                                        "sentencepiece.bpe.model", new byte[4000])))
                .isOne();
    }
}
