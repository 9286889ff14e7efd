package dev.slipway.inference.batching;

import static dev.slipway.inference.batching.Texts.EQUAL;
import static dev.slipway.inference.batching.Texts.RULE;
import static dev.slipway.inference.batching.Texts.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PadRuleTest {
    private static boolean mayJoin(MergeRule rule, EngineRequest one, EngineRequest other) {
        boolean may = rule.mayJoin(one, other);
        assertThat(rule.mayJoin(other, one)).as("it is symmetric").isEqualTo(may);
        return may;
    }

    private static Tensor mask(int... values) {
        return new Tensor(DataType.INT32, new long[] {1, values.length}, values);
    }

    private static Tensor ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return mask(ones);
    }

    @Test
    void differentLengthsShareARunOnlyWhereThatIsTheRule() {
        assertThat(mayJoin(RULE, request(1, 1, 3), request(1, 2, 9))).isTrue();
        assertThat(mayJoin(EQUAL, request(1, 1, 3), request(1, 2, 9))).isFalse();
        assertThat(mayJoin(EQUAL, request(1, 1, 3), request(1, 2, 3))).isTrue();
        assertThat(RULE.pads()).isTrue();
        assertThat(EQUAL.pads()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 512, true",
        "0, 4, false",
        "511, 513, true",
        "1, 513, false",
        "410, 513, false",
        "411, 513, true",
        "8000, 10000, true",
        "7999, 10000, false",
        "8192, 8192, true"
    })
    void longTextsShareARunOnlyWithTextsOfAboutTheirLength(int one, int other, boolean may) {
        assertThat(mayJoin(RULE, request(1, 1, one), request(1, 1, other))).isEqualTo(may);
    }

    @Test
    void aRequestWhoseOwnInputsDifferInLengthIsNotMixed() {
        EngineRequest odd = request(Tensor.longs(new long[3], 1, 3), mask(1, 1));
        assertThat(mayJoin(RULE, odd, request(1, 1, 3))).isFalse();
        assertThat(mayJoin(RULE, odd, request(1, 1, 2))).isFalse();
        assertThat(mayJoin(RULE, odd, odd)).isTrue();
    }

    @Test
    void aRowOfWhichNoTokenIsReadRunsAlone() {
        EngineRequest unread = request(Tensor.longs(new long[3], 1, 3), mask(0, 0, 0));
        EngineRequest second =
                request(
                        Tensor.longs(new long[4], 2, 2),
                        new Tensor(DataType.INT32, new long[] {2, 2}, new int[] {1, 1, 0, 0}));
        EngineRequest paddedInFront = request(Tensor.longs(new long[3], 1, 3), mask(0, 0, 1));
        assertThat(mayJoin(RULE, unread, request(1, 1, 3))).isFalse();
        assertThat(mayJoin(RULE, second, request(1, 1, 3))).isFalse();
        assertThat(mayJoin(RULE, paddedInFront, request(1, 1, 5))).isTrue();
        assertThat(mayJoin(EQUAL, unread, request(1, 1, 3))).isTrue();
    }

    @Test
    void otherTypesAndOtherInputsAreNotMixed() {
        EngineRequest text = request(1, 1, 3);
        EngineRequest ints =
                request(new Tensor(DataType.INT32, new long[] {1, 2}, new int[2]), mask(1, 1));
        Tensor ids = Tensor.longs(new long[2], 1, 2);
        EngineRequest more =
                request(
                        Map.of(
                                "ids", ids,
                                "mask", mask(1, 1),
                                "x", Tensor.floats(new float[1], 1)));
        assertThat(mayJoin(RULE, text, ints)).isFalse();
        assertThat(mayJoin(RULE, text, more)).isFalse();
    }

    @Test
    void textsOutsideTheHeapAreMixedWithOthersAsLongAsTheyFitIntoARun() {
        assertThat(mayJoin(RULE, outside(1, 8192, 1), request(1, 1, 8192))).isTrue();
        assertThat(mayJoin(RULE, outside(2, 8192, 1), request(1, 1, 8192))).isTrue();
        assertThat(mayJoin(RULE, outside(1, 8192, 0), request(1, 1, 8192))).isFalse();
        assertThat(mayJoin(RULE, outside(3, 8192, 1), request(1, 1, 8192))).isFalse();
        assertThat(RULE.maySplit(outside(3, 8192, 1))).isTrue();
        assertThat(RULE.maySplit(outside(3, 8192, 0))).isFalse();
    }

    private static EngineRequest outside(int rows, int length, int mask) {
        int[] masks = new int[rows * length];
        Arrays.fill(masks, mask);
        long[] shape = {rows, length};
        return request(
                new Tensor(
                        DataType.INT64,
                        shape,
                        DirectElements.of(DataType.INT64, masks.length, new long[masks.length])),
                new Tensor(
                        DataType.INT32,
                        shape,
                        DirectElements.of(DataType.INT32, masks.length, masks)));
    }

    @Test
    void whatIsNotPaddedMustBeOfOneSize() {
        EngineRequest[] requests = new EngineRequest[3];
        for (int i = 0; i < requests.length; i++) {
            int length = i + 1;
            int features = Math.min(length, 2);
            requests[i] =
                    request(
                            Map.of(
                                    "ids", Tensor.longs(new long[length], 1, length),
                                    "mask", ones(length),
                                    "x", Tensor.floats(new float[features], 1, features)));
        }
        assertThat(mayJoin(RULE, requests[1], requests[2])).isTrue();
        assertThat(mayJoin(RULE, requests[0], requests[1])).isFalse();
    }

    @Test
    void aRowIsMeasuredByItsTokensWhereLengthsAreMixedElseByItsElements() {
        assertThat(RULE.width(request(1, 3, 5))).isEqualTo(5);
        assertThat(EQUAL.width(request(1, 3, 5))).isEqualTo(10);
        EngineRequest odd = request(Tensor.longs(new long[3], 1, 3), mask(1, 1));
        assertThat(RULE.width(odd)).isEqualTo(5);
        assertThat(RULE.width(request(1, 1, 0))).isEqualTo(1);
        assertThat(EQUAL.width(request(1, 0, 5))).isEqualTo(1);
    }

    @Test
    void theMaskIsAmongWhatIsFilledUp() {
        assertThatThrownBy(() -> new PadRule(Map.of("ids", 0L), "mask", Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
