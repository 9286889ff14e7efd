package dev.slipway.inference.task;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextInputsTest {
    private static final TensorSpec IDS = spec("input_ids", "INT64", "n", "t");
    private static final TensorSpec MASK = spec("attention_mask", "INT32", "n", "t");
    private static final TensorSpec TYPES = spec("token_type_ids", "INT64", "n", "t");
    private static final int PAD = 5;

    private static TextInputs inputs(TensorSpec... specs) throws UnsupportedTaskException {
        return new TextInputs(List.of(specs), PAD);
    }

    private static Tokens tokens(long... ids) {
        long[] types = new long[ids.length];
        types[ids.length - 1] = 1;
        return new Tokens(ids, types, false);
    }

    @Test
    void aTextIsOneRowAsLongAsItIs() throws Exception {
        Map<String, Tensor> row = inputs(IDS, MASK, TYPES).of(tokens(101, 7, 102));
        assertThat(row)
                .isEqualTo(
                        Map.of(
                                "input_ids", Tensor.longs(new long[] {101, 7, 102}, 1, 3),
                                "token_type_ids", Tensor.longs(new long[] {0, 0, 1}, 1, 3),
                                "attention_mask",
                                        new Tensor(
                                                DataType.INT32,
                                                new long[] {1, 3},
                                                new int[] {1, 1, 1})));
    }

    @Test
    void textsOfOneLengthAreRowsInTheirOrder() throws Exception {
        Map<String, Tensor> rows = inputs(IDS, TYPES).of(List.of(tokens(1, 2), tokens(3, 4)));
        assertThat(rows)
                .isEqualTo(
                        Map.of(
                                "input_ids", Tensor.longs(new long[] {1, 2, 3, 4}, 2, 2),
                                "token_type_ids", Tensor.longs(new long[] {0, 1, 0, 1}, 2, 2)));
    }

    @Test
    void behindAShorterTextStandsThePadTokenWhichIsNotRead() throws Exception {
        TextInputs inputs = inputs(IDS, MASK, TYPES);
        assertThat(inputs.neverPadded()).isNull();
        assertThat(inputs.fills())
                .isEqualTo(
                        Map.of(
                                "input_ids", (long) PAD,
                                "attention_mask", 0L,
                                "token_type_ids", 0L));
    }

    @Test
    void withoutAMaskOrWithAFixedLengthNothingIsPadded() throws Exception {
        assertThat(inputs(IDS, TYPES).neverPadded()).contains("no input 'attention_mask'");
        assertThat(inputs(IDS, spec("attention_mask", "INT64", "n", 128)).neverPadded())
                .contains("input 'attention_mask' has a fixed length");
    }

    @Test
    void aGraphWithOtherInputsReadsNoTexts() {
        assertThatThrownBy(() -> inputs(IDS, spec("position_ids", "INT64", "n", "t")))
                .isInstanceOf(UnsupportedTaskException.class)
                .hasMessageContaining("position_ids");
        assertThatThrownBy(() -> inputs(MASK)).hasMessageContaining("no input 'input_ids'");
        assertThatThrownBy(() -> inputs(spec("input_ids", "FP32", "n", "t")))
                .isInstanceOf(UnsupportedTaskException.class);
    }
}
