package dev.slipway.inference.task;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens to a graph's inputs, each text as long as it is. */
public final class TextInputs {
    /** Says by 0 which tokens are not to be read. */
    public static final String MASK = "attention_mask";

    private static final String IDS = "input_ids";
    private static final String TYPES = "token_type_ids";
    private static final List<String> KNOWN = List.of(IDS, MASK, TYPES);
    private static final List<String> INTEGERS = List.of("INT64", "INT32");

    private final List<TensorSpec> inputs;
    private final int padId;

    /**
     * Of a graph that reads texts.
     *
     * @param padId the token that stands where a text has ended and a longer one beside it has not
     * @throws UnsupportedTaskException when it has inputs that a text cannot fill
     */
    public TextInputs(List<TensorSpec> inputs, int padId) throws UnsupportedTaskException {
        this.inputs = inputs;
        this.padId = padId;
        boolean reads = false;
        for (TensorSpec input : inputs) {
            if (!KNOWN.contains(input.name())
                    || !INTEGERS.contains(input.datatype())
                    || input.shape().size() != 2) {
                throw new UnsupportedTaskException(
                        "input '" + input.name() + "' is none that a text can fill");
            }
            reads |= input.name().equals(IDS);
        }
        if (!reads) {
            throw new UnsupportedTaskException("the model has no input 'input_ids'");
        }
    }

    /** The inputs of one text, of one row; they share the arrays of its tokens. */
    public Map<String, Tensor> of(Tokens tokens) {
        return tensors(tokens.ids(), tokens.typeIds(), 1);
    }

    /** The inputs of several texts of one length, a row each. */
    public Map<String, Tensor> of(List<Tokens> texts) {
        int length = texts.getFirst().count();
        long[] ids = new long[texts.size() * length];
        long[] types = new long[ids.length];
        for (int row = 0; row < texts.size(); row++) {
            System.arraycopy(texts.get(row).ids(), 0, ids, row * length, length);
            System.arraycopy(texts.get(row).typeIds(), 0, types, row * length, length);
        }
        return tensors(ids, types, texts.size());
    }

    private Map<String, Tensor> tensors(long[] ids, long[] types, int rows) {
        Map<String, Tensor> tensors = HashMap.newHashMap(inputs.size());
        for (TensorSpec input : inputs) {
            long[] values =
                    switch (input.name()) {
                        case IDS -> ids;
                        case MASK -> ones(ids.length);
                        default -> types;
                    };
            tensors.put(input.name(), tensor(input, values, rows));
        }
        return tensors;
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Tensor tensor(TensorSpec spec, long[] values, int rows) {
        long[] shape = {rows, values.length / rows};
        if (spec.datatype().equals("INT64")) {
            return new Tensor(DataType.INT64, shape, values);
        }
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return new Tensor(DataType.INT32, shape, ints);
    }

    /** Why texts of different lengths can never share a run of it; null when they may be tried. */
    public @Nullable String neverPadded() {
        boolean masks = false;
        for (TensorSpec input : inputs) {
            if (input.shape().getLast() >= 0) {
                return "input '" + input.name() + "' has a fixed length";
            }
            masks |= input.name().equals(MASK);
        }
        return masks ? null : "the model has no input '" + MASK + "'";
    }

    /** What each input holds behind a text that is shorter than another one of its run. */
    public Map<String, Long> fills() {
        Map<String, Long> fills = new LinkedHashMap<>();
        for (TensorSpec input : inputs) {
            fills.put(input.name(), input.name().equals(IDS) ? padId : 0L);
        }
        return fills;
    }
}
