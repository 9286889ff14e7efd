package dev.slipway.inference.batching;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.testing.TestPackage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MergeRuleTest {
    private static MergeRule rule(
            @Nullable Integer maxBatchSize, TensorSpec[] inputs, TensorSpec... outputs) {
        return MergeRule.of(
                new Manifest(
                        1,
                        "model.onnx",
                        List.of(),
                        TestPackage.signature(inputs, outputs),
                        null,
                        maxBatchSize));
    }

    private static TensorSpec[] inputs(TensorSpec... inputs) {
        return inputs;
    }

    @Test
    void requestsMergeOnlyWhereItIsDeclaredAndEveryTensorSharesItsFirstDimension() {
        TensorSpec x = spec("x", "FP32", "n", 2);
        TensorSpec y = spec("y", "FP32", "n");
        assertThat(rule(8, inputs(x), y).maxRows()).isEqualTo(8);
        assertThat(rule(null, inputs(x), y).maxRows()).isEqualTo(1);
        assertThat(rule(1, inputs(x), y).maxRows()).isEqualTo(1);
        assertThat(rule(8, inputs(x), spec("y", "FP32", "m")).reason()).contains("output 'y'");
        assertThat(rule(8, inputs(x, spec("z", "FP32", 4)), y).reason()).contains("input 'z'");
        assertThat(rule(8, inputs(x, spec("z", "FP32")), y).maxRows()).isEqualTo(1);
        assertThat(rule(8, inputs(x), spec("y", "FP32", -1)).maxRows()).isEqualTo(1);
    }
}
