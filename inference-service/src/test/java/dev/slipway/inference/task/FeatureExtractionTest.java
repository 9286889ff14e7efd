package dev.slipway.inference.task;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.task.EmbeddingConfig.Pooling;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What an embedder reads of a text, and how its output becomes the vector that is compared. */
class FeatureExtractionTest {
    private static final int MOST = 6;
    private static final int ALL = Integer.MAX_VALUE;
    private static final TensorSpec HIDDEN = spec("last_hidden_state", "FP32", "n", "t", 2);

    private static FeatureExtraction extraction(
            Pooling pooling, boolean normalize, TensorSpec... outputs)
            throws UnsupportedTaskException {
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {
                            spec("input_ids", "INT64", "n", "t"),
                            spec("attention_mask", "INT64", "n", "t")
                        },
                        outputs);
        return new FeatureExtraction(
                new WordTokenizer(MOST), new EmbeddingConfig(MOST, pooling, normalize), signature);
    }

    private static Tokens ready(TokenizedText text) {
        return ((TokenizedText.Ready) text).tokens();
    }

    @Test
    void aTextIsOneRowOfItsTokens() throws Exception {
        FeatureExtraction extraction = extraction(Pooling.MEAN, true, HIDDEN);

        Map<String, Tensor> row = extraction.inputs().of(extraction.tokenize("a boat"));

        assertThat(row)
                .isEqualTo(
                        Map.of(
                                "input_ids", Tensor.longs(new long[] {1, 101, 104, 2}, 1, 4),
                                "attention_mask", Tensor.longs(new long[] {1, 1, 1, 1}, 1, 4)));
    }

    @Test
    void whatIsTooLongIsCutOrRefusedWithItsLength() throws Exception {
        FeatureExtraction extraction = extraction(Pooling.MEAN, true, HIDDEN);

        Tokens cut = ready(extraction.tokenize("a b c d e", true));
        assertThat(cut.ids()).containsExactly(1, 101, 101, 101, 101, 2);
        assertThat(cut.cut()).isTrue();
        assertThat(extraction.tokenize("a b c d e", false))
                .isEqualTo(new TokenizedText.TooLong(OptionalInt.of(7), MOST));
        assertThat(ready(extraction.tokenize("a b c d", false)).cut()).isFalse();
    }

    @Test
    void tokensAreReadAsTheyAre() throws Exception {
        FeatureExtraction extraction = extraction(Pooling.MEAN, true, HIDDEN);

        assertThat(ready(extraction.tokenize(new int[] {7, 199}, false)).ids())
                .containsExactly(7, 199);
        assertThat(ready(extraction.tokenize(new int[] {1, 2, 3, 4, 5, 6, 7}, true)).ids())
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(extraction.tokenize(new int[7], false))
                .isEqualTo(new TokenizedText.TooLong(OptionalInt.of(7), MOST));
        assertThat(extraction.tokenize(new int[] {1, 200}, true))
                .isEqualTo(new TokenizedText.UnknownId(200, 200));
        assertThat(extraction.tokenize(new int[] {-1}, true))
                .isEqualTo(new TokenizedText.UnknownId(-1, 200));
    }

    @Test
    void theVectorIsPooledOfTheTextsOwnTokens() throws Exception {
        Tensor result = Tensor.floats(new float[] {1, 8, 5, 2, 100, 100}, 1, 3, 2);

        assertThat(extraction(Pooling.MEAN, false, HIDDEN).vector(result, 2, ALL))
                .containsExactly(3, 5);
        assertThat(extraction(Pooling.MAX, false, HIDDEN).vector(result, 2, ALL))
                .containsExactly(5, 8);
        assertThat(extraction(Pooling.CLS, false, HIDDEN).vector(result, 2, ALL))
                .containsExactly(1, 8);
    }

    @Test
    void whatTheGraphPooledIsTakenAsItIs() throws Exception {
        FeatureExtraction extraction =
                extraction(Pooling.MEAN, false, HIDDEN, spec("sentence_embedding", "FP32", "n", 2));
        Tensor result = Tensor.floats(new float[] {3, 4}, 1, 2);

        assertThat(extraction.output()).isEqualTo("sentence_embedding");
        assertThat(extraction.vector(result, 5, ALL)).containsExactly(3, 4);
    }

    @Test
    void fewerDimensionsAreNormalisedAfterTheRestIsGone() throws Exception {
        FeatureExtraction extraction =
                extraction(Pooling.CLS, true, spec("vector", "FP32", "n", 3));
        Tensor result = Tensor.floats(new float[] {3, 4, 12}, 1, 3);

        assertThat(extraction.vector(result, 1, 2)).containsExactly(0.6f, 0.8f);
        assertThat(extraction.vector(result, 1, ALL)).containsExactly(3f / 13, 4f / 13, 12f / 13);
        assertThat(result.data()).isEqualTo(new float[] {3, 4, 12});
    }

    @Test
    void anotherShapeGivesNoVector() throws Exception {
        FeatureExtraction extraction = extraction(Pooling.MEAN, false, HIDDEN);

        assertThat(extraction.vector(Tensor.floats(new float[4], 2, 1, 2), 1, ALL)).isNull();
        assertThat(extraction.vector(Tensor.floats(new float[4], 1, 2, 2), 3, ALL)).isNull();
        assertThat(extraction.vector(Tensor.floats(new float[1], 1), 1, ALL)).isNull();
        assertThat(extraction.vector(Tensor.longs(new long[2], 1, 1, 2), 1, ALL)).isNull();
    }

    @Test
    void theOutputIsThatOfEachTokenElseThatOfTheText() throws Exception {
        TensorSpec pooler = spec("pooler_output", "FP32", "n", 2);

        assertThat(extraction(Pooling.MEAN, false, pooler, HIDDEN).output())
                .isEqualTo("last_hidden_state");
        assertThat(extraction(Pooling.MEAN, false, pooler).output()).isEqualTo("pooler_output");
        assertThat(extraction(Pooling.MEAN, false, HIDDEN).width()).hasValue(2);
        assertThat(extraction(Pooling.MEAN, false, spec("v", "FP32", "n", "w")).width()).isEmpty();
        assertThatThrownBy(() -> extraction(Pooling.MEAN, false, spec("v", "INT64", "n", 2)))
                .isInstanceOf(UnsupportedTaskException.class)
                .hasMessageContaining("no output of FP32 vectors");
    }
}
