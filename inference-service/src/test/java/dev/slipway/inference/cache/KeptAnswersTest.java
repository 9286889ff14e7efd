package dev.slipway.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptAnswersTest {
    private static final ResponseCache CACHE =
            new ResponseCache(new ResponseCacheSettings(1), () -> 0);
    private static final VersionResponses ONE = CACHE.of("m", 1, "1");
    private static final VersionResponses TWO = CACHE.of("m", 2, "2");
    private static final Map<String, Tensor> SMALL = floats(4);
    private static final long BYTES = KeptAnswers.bytes(SMALL);

    private static AnswerKey key(long number) {
        return new AnswerKey(number, 0, 0, 0);
    }

    private static Map<String, Tensor> floats(int count) {
        return Map.of("y", Tensor.floats(new float[count], count));
    }

    @Test
    void theLongestUnusedGoesFirst() {
        KeptAnswers kept = new KeptAnswers(BYTES * KeptAnswers.PARTS);
        for (int i = 0; i < KeptAnswers.PARTS; i++) {
            kept.put(key(i), ONE, SMALL);
        }
        assertThat(kept.bytes()).isEqualTo(BYTES * KeptAnswers.PARTS);
        assertThat(kept.get(key(0))).isSameAs(SMALL);

        kept.put(key(99), ONE, SMALL);

        assertThat(kept.get(key(1))).isNull();
        assertThat(kept.get(key(0))).isSameAs(SMALL);
        assertThat(kept.get(key(99))).isSameAs(SMALL);
        assertThat(kept.bytes()).isEqualTo(BYTES * KeptAnswers.PARTS);
        assertThat(kept.evictions()).isOne();
    }

    @Test
    void whatIsTooLargeAPartOfAllIsNotKept() {
        KeptAnswers kept = new KeptAnswers(BYTES * KeptAnswers.PARTS);
        kept.put(key(1), ONE, floats(5));
        assertThat(kept.get(key(1))).isNull();
        kept.put(key(1), ONE, SMALL);
        assertThat(kept.get(key(1))).isSameAs(SMALL);
    }

    @Test
    void theFirstAnswerToAQuestionStays() {
        KeptAnswers kept = new KeptAnswers(1 << 20);
        kept.put(key(1), ONE, SMALL);
        kept.put(key(1), ONE, floats(9));
        assertThat(kept.get(key(1))).isSameAs(SMALL);
        assertThat(kept.bytes()).isEqualTo(BYTES);
    }

    @Test
    void theAnswersOfOneVersionGoTogether() {
        KeptAnswers kept = new KeptAnswers(1 << 20);
        kept.put(key(1), ONE, SMALL);
        kept.put(key(2), TWO, SMALL);
        kept.put(key(3), ONE, SMALL);
        kept.drop(ONE);
        assertThat(kept.get(key(1))).isNull();
        assertThat(kept.get(key(2))).isSameAs(SMALL);
        assertThat(kept.get(key(3))).isNull();
        assertThat(kept.bytes()).isEqualTo(BYTES);
        assertThat(kept.evictions()).isZero();
    }

    @Test
    void elementsAndTextsAreCountedAndWhatLiesOutsideTheHeapIsTooLarge() {
        assertThat(KeptAnswers.bytes(floats(1004)) - BYTES).isEqualTo(4000);
        Map<String, Tensor> texts =
                Map.of("y", new Tensor(DataType.BYTES, new long[] {1}, new String[] {"abcd"}));
        Map<String, Tensor> longer =
                Map.of(
                        "y",
                        new Tensor(
                                DataType.BYTES, new long[] {1}, new String[] {"a".repeat(1004)}));
        assertThat(KeptAnswers.bytes(longer) - KeptAnswers.bytes(texts)).isEqualTo(2000);
        Tensor outside =
                new Tensor(
                        DataType.FP32,
                        new long[] {1},
                        DirectElements.of(DataType.FP32, 1, new float[1]));
        assertThat(KeptAnswers.bytes(Map.of("y", outside))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theBoundIsAPartOfTheHeapWhereNoneIsGivenAndNeverNegative() {
        assertThat(new ResponseCacheSettings(0).maxBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 8);
        assertThatThrownBy(() -> new ResponseCacheSettings(-1))
                .hasMessageContaining("slipway.response-cache");
    }
}
