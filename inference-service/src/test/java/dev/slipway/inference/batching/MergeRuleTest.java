package dev.slipway.inference.batching;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private static final TensorSpec X = spec("x", "FP32", "n", 2);
    private static final TensorSpec Y = spec("y", "FP32", "n");

    @Test
    void aDeclaredSizeHoldsWhereverFirstDimensionsVary() {
        assertThat(rule(8, inputs(X), Y).maxRows()).isEqualTo(8);
        assertThat(rule(8, inputs(X), spec("y", "FP32", "m")).maxRows()).isEqualTo(8);
        assertThat(rule(8, inputs(X), spec("y", "FP32", -1)).maxRows()).isEqualTo(8);
        assertThat(rule(8, inputs(X), Y).reason()).contains("up to 8 rows, as the package");
        assertThat(rule(1, inputs(X), Y).merging()).isEqualTo(Merging.DECLINED);
    }

    @Test
    void whatThePackageFixesIsKeptAndTold() {
        FixedBatching fixed = new FixedBatching(500, List.of(4, 8));
        MergeRule rule =
                MergeRule.of(
                        new Manifest(
                                1,
                                "model.onnx",
                                List.of(),
                                TestPackage.signature(inputs(X), Y),
                                null,
                                8,
                                fixed,
                                null,
                                null));
        assertThat(rule.fixed()).isEqualTo(fixed);
        assertThat(rule.reason())
                .isEqualTo(
                        "requests are merged into runs of up to 8 rows, as the package declares;"
                                + " they are held for up to 500 microseconds, or until there are 4"
                                + " or 8 rows");
        assertThat(rule.ofOneLength("they differ").fixed()).isEqualTo(fixed);
        assertThat(rule.ofAnyLength(Texts.PADDING).fixed()).isEqualTo(fixed);
        assertThat(rule(8, inputs(X), Y).fixed()).isNull();
    }

    @Test
    void aFixedFirstDimensionIsNeverMergedAndNamed() {
        for (Integer declared : new Integer[] {8, null}) {
            MergeRule fixed = rule(declared, inputs(X, spec("z", "FP32", 4)), Y);
            assertThat(fixed.maxRows()).isEqualTo(1);
            assertThat(fixed.merging()).isEqualTo(Merging.FIXED_ROWS);
            assertThat(fixed.reason())
                    .contains("input 'z' has a fixed first dimension of 4")
                    .contains("re-export it with dynamic_axes={'z': {0: 'batch'}}");
            assertThat(rule(declared, inputs(X), spec("y", "FP32")).reason())
                    .contains("output 'y' has no dimensions", "dynamic_axes={'y'");
            assertThat(rule(declared, inputs(), Y).maxRows()).isEqualTo(1);
        }
    }

    @Test
    void withoutADeclaredSizeTheFirstDimensionsMustHaveOneName() {
        assertThat(rule(null, inputs(X), Y).isOpen()).isTrue();
        assertThat(rule(null, inputs(X), Y).mergesAnything()).isFalse();
        MergeRule other = rule(null, inputs(X), spec("y", "FP32", "m"));
        assertThat(other.merging()).isEqualTo(Merging.NO_SHARED_ROWS);
        assertThat(other.reason()).contains("output 'y' is not said to be 'n'");
        assertThat(rule(null, inputs(spec("x", "FP32", -1)), Y).reason())
                .contains("input 'x' has no name", "declare max_batch_size");
    }

    @Test
    void requestsWhoseInputsHaveDifferentNumbersOfRowsRunAlone() {
        EngineRequest even = request(2, 2);
        EngineRequest odd = request(2, 1);
        MergeRule rule = rule(8, inputs(X), Y);
        assertThat(rule.mayJoin(even, request(2, 2))).isTrue();
        assertThat(rule.mayJoin(even, odd)).isFalse();
        assertThat(rule.mayJoin(odd, even)).isFalse();
    }

    private static EngineRequest request(int rowsOfX, int rowsOfZ) {
        return new EngineRequest(
                Map.of(
                        "x", Tensor.floats(new float[rowsOfX], rowsOfX, 1),
                        "z", Tensor.floats(new float[rowsOfZ], rowsOfZ, 1)),
                List.of("y"),
                Deadline.in(Duration.ofSeconds(1), () -> 0),
                new CancelToken());
    }
}
