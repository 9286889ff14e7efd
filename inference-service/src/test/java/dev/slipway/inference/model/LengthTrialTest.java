package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.PadRule;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of different lengths share runs only where padding changes no answer. */
class LengthTrialTest {
    private static final TaskSetup NO_TASK = new TaskSetup.TensorsOnly("test");

    @TempDir static Path folder;

    private final MergeTrial trial = new MergeTrial(Duration.ofSeconds(30));

    /** Each token is its id, each row the sum of its tokens: of those that are read, or of all. */
    private static final class Encoder implements Engine {
        private final boolean readsMask;
        private final boolean quantises;
        private int runs;
        private int mostRows;

        Encoder(boolean readsMask, boolean quantises) {
            this.readsMask = readsMask;
            this.quantises = quantises;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs++;
            Tensor ids = Objects.requireNonNull(request.inputs().get("input_ids"));
            Tensor mask = request.inputs().get("attention_mask");
            int rows = ids.rows();
            mostRows = Math.max(mostRows, rows);
            int length = ids.count() / rows;
            float[] tokens = new float[ids.count()];
            float[] sums = new float[rows];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (float) ((long[]) ids.data())[i];
                boolean read = !readsMask || mask == null || ((long[]) mask.data())[i] != 0;
                sums[i / length] += read ? tokens[i] + 1 : 0;
                tokens[i] += quantises ? length * 0.25f : 0;
            }
            sink.answer(
                    Map.of(
                            "tokens", Tensor.floats(tokens, rows, length),
                            "sum", Tensor.floats(sums, rows, 1)));
            sink.complete();
        }

        @Override
        public boolean quantisesDynamically() {
            return quantises;
        }

        @Override
        public void close() {}
    }

    private static TestPackage files(@Nullable Integer declared, Object length, String... inputs) {
        TensorSpec[] specs =
                Arrays.stream(inputs)
                        .map(name -> spec(name, "INT64", "n", length))
                        .toArray(TensorSpec[]::new);
        return TestPackage.of(
                TestPackage.signature(
                        specs, spec("tokens", "FP32", "n", length), spec("sum", "FP32", "n", 1)),
                Map.of("model.onnx", new byte[0]),
                null,
                declared);
    }

    private MergeRule rule(Encoder engine, TestPackage files) {
        return trial.rule(engine, NO_TASK, files.manifest());
    }

    @Test
    void anEncoderThatReadsItsMaskMixesLengths() {
        for (Integer declared : new Integer[] {null, 8}) {
            MergeRule rule =
                    rule(
                            new Encoder(true, false),
                            files(declared, "t", "input_ids", "attention_mask", "token_type_ids"));
            assertThat(rule.maxRows()).isEqualTo(declared == null ? 32 : declared);
            assertThat(rule.padding())
                    .isEqualTo(
                            new PadRule(
                                    Map.of(
                                            "input_ids", 0L,
                                            "attention_mask", 0L,
                                            "token_type_ids", 0L),
                                    "attention_mask",
                                    Set.of("tokens")));
            assertThat(rule.reason()).endsWith("; texts of different lengths are padded");
        }
    }

    @Test
    void oneThatDoesNotReadItMergesEqualLengthsOnly() {
        for (Integer declared : new Integer[] {null, 8}) {
            MergeRule rule =
                    rule(
                            new Encoder(false, false),
                            files(declared, "t", "input_ids", "attention_mask"));
            assertThat(rule.mergesAnything()).isTrue();
            assertThat(rule.padding()).isNull();
            assertThat(rule.reason())
                    .endsWith(
                            "; lengths are not mixed, since output 'sum' of a text depends on its"
                                    + " padding");
        }
    }

    @Test
    void withoutAMaskOrWithOneLengthNothingIsPaddedNorTried() {
        Encoder engine = new Encoder(true, false);
        MergeRule rule = rule(engine, files(8, "t", "input_ids"));
        assertThat(rule.padding()).isNull();
        assertThat(rule.reason()).contains("lengths are not mixed", "no input 'attention_mask'");
        MergeRule fixed = rule(engine, files(8, 16, "input_ids", "attention_mask"));
        assertThat(fixed.padding()).isNull();
        assertThat(fixed.reason()).contains("input 'input_ids' has a fixed length");
        assertThat(engine.runs).isZero();
    }

    @Test
    void aDynamicallyQuantisedOneIsPaddedOnlyWhereABatchSizeIsDeclared() {
        TestPackage declared = files(8, "t", "input_ids", "attention_mask");
        assertThat(rule(new Encoder(true, true), declared).padding()).isNotNull();
        MergeRule alone =
                rule(new Encoder(true, true), files(null, "t", "input_ids", "attention_mask"));
        assertThat(alone.merging()).isEqualTo(Merging.QUANTISED);
        assertThat(alone.padding()).isNull();
    }

    @Test
    void moreRowsThanAreDeclaredAreNotTriedTogether() {
        Encoder engine = new Encoder(true, false);
        MergeRule rule = rule(engine, files(2, "t", "input_ids", "attention_mask"));
        assertThat(rule.padding()).isNotNull();
        assertThat(engine.mostRows).isEqualTo(2);
    }

    @Test
    void aVersionThatMergesNothingIsNotTried() {
        Encoder engine = new Encoder(true, false);
        MergeRule rule = rule(engine, files(1, "t", "input_ids", "attention_mask"));
        assertThat(rule.merging()).isEqualTo(Merging.DECLINED);
        assertThat(engine.runs).isZero();
    }

    @Test
    void tensorsThatAreNoTextsSayNothingOfLengths() throws Exception {
        try (Engine engine = TestEngines.load(folder, TestModels.doubled(null))) {
            MergeRule rule = trial.rule(engine, NO_TASK, TestModels.doubled(null).manifest());
            assertThat(rule.padding()).isNull();
            assertThat(rule.reason()).doesNotContain("length");
        }
    }
}
