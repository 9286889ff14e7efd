package dev.slipway.inference.task;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a cross-encoder reads of a query and a document, and what its logits say. */
class TextRankingTest {
    private static final int MOST = 8;
    private static final TensorSpec LOGITS = spec("logits", "FP32", "n", 1);

    private static ModelSignature gives(TensorSpec... outputs) {
        return TestPackage.signature(
                new TensorSpec[] {
                    spec("input_ids", "INT64", "n", "t"),
                    spec("attention_mask", "INT64", "n", "t"),
                    spec("token_type_ids", "INT64", "n", "t")
                },
                outputs);
    }

    private static TextRanking ranking(TensorSpec... outputs) throws UnsupportedTaskException {
        return new TextRanking(new WordTokenizer(MOST), gives(outputs));
    }

    private static TokenizedText tokenize(String query, String document, int most, boolean cut)
            throws UnsupportedTaskException {
        TextRanking ranking = ranking(LOGITS);
        return ranking.tokenize(ranking.query(query, true), document, most, cut);
    }

    private static Tokens ready(TokenizedText text) {
        return ((TokenizedText.Ready) text).tokens();
    }

    @Test
    void queryAndDocumentAreOneRowOfTwoKinds() throws Exception {
        TextRanking ranking = ranking(LOGITS);

        Map<String, Tensor> row = ranking.inputs().of(ranking.tokenize("who is", "me"));

        assertThat(row)
                .isEqualTo(
                        Map.of(
                                "input_ids",
                                Tensor.longs(new long[] {1, 103, 102, 2, 102, 2}, 1, 6),
                                "attention_mask",
                                Tensor.longs(new long[] {1, 1, 1, 1, 1, 1}, 1, 6),
                                "token_type_ids",
                                Tensor.longs(new long[] {0, 0, 0, 0, 1, 1}, 1, 6)));
        assertThat(ranking.inputs().fills()).containsEntry("input_ids", (long) WordTokenizer.PAD);
    }

    @Test
    void ofThePairsLongerTextMoreIsCutIfItMayBe() throws Exception {
        Tokens tokens = ready(tokenize("a", "one two three four five", MOST, true));

        assertThat(tokens.ids()).containsExactly(1, 101, 2, 103, 103, 105, 104, 2);
        assertThat(tokens.cut()).isTrue();
        assertThat(tokenize("a", "one two three four five", MOST, false))
                .isEqualTo(new TokenizedText.TooLong(OptionalInt.of(9), MOST));
    }

    @Test
    void whatFitsIsReadWhole() throws Exception {
        assertThat(ready(tokenize("a", "one two three four", MOST, false)).cut()).isFalse();
    }

    @Test
    void noMoreOfADocumentIsReadThanIsWantedWhichIsNoReasonToRefuseIt() throws Exception {
        Tokens tokens = ready(tokenize("a", "one two three four five", 2, false));

        assertThat(tokens.ids()).containsExactly(1, 101, 2, 103, 103, 2);
        assertThat(tokens.cut()).isTrue();
        assertThat(ready(tokenize("a", "one two", 2, false)).cut()).isFalse();
    }

    @Test
    void aQueryIsNoLongerThanTheModelReads() throws Exception {
        TextRanking ranking = ranking(LOGITS);
        String query = "a b c d e f g h i j";

        assertThat(ranking.query(query, true))
                .isEqualTo(new TextRanking.Query("a b c d e f g h", true, null));
        assertThat(ranking.query(query, false).refused())
                .isEqualTo(new TokenizedText.TooLong(OptionalInt.of(12), MOST));
        assertThat(ranking.query("a b", false))
                .isEqualTo(new TextRanking.Query("a b", false, null));
    }

    @Test
    void aPairWhoseQueryIsShortenedIsCutWhateverItsDocument() throws Exception {
        assertThat(ready(tokenize("a b c d e f g h i j", "k", MOST, true)).cut()).isTrue();
    }

    @Test
    void theOutputIsLogitsElseTheFirstOfOneNumber() throws Exception {
        TensorSpec flat = spec("score", "FP32", "n");

        assertThat(ranking(flat, LOGITS).output()).isEqualTo("logits");
        assertThat(ranking(spec("hidden", "FP32", "n", 8), flat).output()).isEqualTo("score");
        assertThat(ranking(spec("any", "FP32", "n", "m")).output()).isEqualTo("any");
        assertThatThrownBy(() -> ranking(spec("logits", "FP32", "n", 2)))
                .isInstanceOf(UnsupportedTaskException.class)
                .hasMessageContaining("no output of one FP32 score");
        assertThatThrownBy(() -> ranking(spec("logits", "INT64", "n", 1)))
                .isInstanceOf(UnsupportedTaskException.class);
    }

    @Test
    void onlyOneNumberIsALogit() throws Exception {
        TextRanking ranking = ranking(LOGITS);

        assertThat(ranking.logit(Tensor.floats(new float[] {-2.5f}, 1, 1))).isEqualTo(-2.5f);
        assertThat(ranking.logit(Tensor.floats(new float[] {3}, 1))).isEqualTo(3f);
        assertThat(ranking.logit(Tensor.floats(new float[2], 1, 2))).isNull();
        assertThat(ranking.logit(Tensor.longs(new long[1], 1, 1))).isNull();
    }

    @Test
    void theScoreIsTheLogisticFunction() {
        assertThat(TextRanking.score(0)).isEqualTo(0.5);
        assertThat(TextRanking.score(2)).isCloseTo(0.880797, within(1e-6));
        assertThat(TextRanking.score(-2)).isCloseTo(0.119203, within(1e-6));
        assertThat(TextRanking.score(1000)).isEqualTo(1);
        assertThat(TextRanking.score(-1000)).isZero();
    }

    @Test
    void itsTokenizerEndsWithIt() throws Exception {
        WordTokenizer tokenizer = new WordTokenizer(MOST);
        new TextRanking(tokenizer, gives(LOGITS)).close();

        assertThat(tokenizer.isClosed()).isTrue();
    }
}
