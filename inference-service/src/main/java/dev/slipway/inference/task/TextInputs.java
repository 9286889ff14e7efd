package dev.slipway.inference.task;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tokens to a graph's inputs. Those of one request are sorted by length and run in padded chunks,
 * so that little is computed for padding and a long list does not hold the engine in one piece.
 */
final class TextInputs {
    private static final int CHUNK_ROWS = 16;
    private static final int CHUNK_TOKENS = 4096;
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private final List<TensorSpec> inputs;
    private final boolean fixedBatch;

    TextInputs(List<TensorSpec> inputs) throws UnsupportedTaskException {
        this.inputs = inputs;
        boolean reads = false;
        for (TensorSpec input : inputs) {
            boolean known = List.of(IDS, MASK, TYPES).contains(input.name());
            boolean integers = List.of("INT64", "INT32").contains(input.datatype());
            if (!known || !integers || input.shape().size() != 2) {
                throw new UnsupportedTaskException(
                        "input '" + input.name() + "' is none that a text can fill");
            }
            reads |= input.name().equals(IDS);
        }
        if (!reads) {
            throw new UnsupportedTaskException("the model has no input 'input_ids'");
        }
        this.fixedBatch = inputs.stream().anyMatch(input -> input.shape().getFirst() >= 0);
    }

    /** Runs that cover all rows. */
    List<Chunk> plan(List<Tokens> rows) {
        int[] byLength =
                IntStream.range(0, rows.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> rows.get(i).count()))
                        .mapToInt(Integer::intValue)
                        .toArray();
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= byLength.length; to++) {
            boolean full =
                    to == byLength.length
                            || fixedBatch
                            || to - from == CHUNK_ROWS
                            || (to - from + 1) * rows.get(byLength[to]).count() > CHUNK_TOKENS;
            if (full) {
                chunks.add(chunk(Arrays.copyOfRange(byLength, from, to), rows));
                from = to;
            }
        }
        return chunks;
    }

    private Chunk chunk(int[] indexes, List<Tokens> rows) {
        int longest = rows.get(indexes[indexes.length - 1]).count();
        int[] counts = new int[indexes.length];
        long[] ids = new long[indexes.length * longest];
        long[] mask = new long[ids.length];
        long[] types = new long[ids.length];
        for (int row = 0; row < indexes.length; row++) {
            Tokens tokens = rows.get(indexes[row]);
            counts[row] = tokens.count();
            System.arraycopy(tokens.ids(), 0, ids, row * longest, counts[row]);
            System.arraycopy(tokens.typeIds(), 0, types, row * longest, counts[row]);
            Arrays.fill(mask, row * longest, row * longest + counts[row], 1);
        }
        Map<String, Tensor> tensors = new HashMap<>();
        for (TensorSpec input : inputs) {
            long[] values =
                    switch (input.name()) {
                        case IDS -> ids;
                        case MASK -> mask;
                        default -> types;
                    };
            tensors.put(input.name(), tensor(input, values, indexes.length, longest));
        }
        return new Chunk(indexes, counts, tensors);
    }

    private static Tensor tensor(TensorSpec spec, long[] values, long rows, long columns) {
        if (spec.datatype().equals("INT64")) {
            return Tensor.longs(values, rows, columns);
        }
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return new Tensor(DataType.INT32, new long[] {rows, columns}, ints);
    }
}
