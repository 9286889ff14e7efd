package dev.slipway.inference.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.task.FeatureExtraction;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows to try a version on, the same at each load: texts that its tokenizer reads, else values made
 * from the signature. Whole numbers are 0 and 1, which fit most vocabularies; neighbouring rows
 * begin differently.
 */
final class ProbeRows {
    static final int ROWS = 3;

    private static final List<String> TEXTS =
            List.of(
                    "A boat leaves the slipway.",
                    "Rows do not know of each other.",
                    "Three texts of about one length are tried.");

    /** What dimensions beside the first are where they vary: some graphs need more than one. */
    private static final int[] SIZES = {8, 1};

    private static final int MOST_ELEMENTS = 1 << 22;
    private static final long SEED = 20;

    private ProbeRows() {}

    /** Inputs of several rows, in the order in which they are to be tried. */
    static List<Map<String, Tensor>> of(TaskSetup task, ModelSignature signature) {
        if (task instanceof TaskSetup.Embeddings(FeatureExtraction extraction)) {
            return List.of(
                    extraction
                            .plan(TEXTS.stream().map(extraction::tokenize).toList())
                            .getFirst()
                            .inputs());
        }
        List<Map<String, Tensor>> tries = new ArrayList<>();
        for (int size : SIZES) {
            Map<String, Tensor> rows = madeUp(signature, size);
            if (rows != null) {
                tries.add(rows);
            }
        }
        return tries;
    }

    private static @Nullable Map<String, Tensor> madeUp(ModelSignature signature, int size) {
        Random random = new Random(SEED);
        Map<String, Tensor> rows = new HashMap<>();
        for (TensorSpec input : signature.inputs()) {
            DataType type = DataType.ofWord(input.datatype()).orElseThrow();
            long[] shape =
                    Stream.concat(Stream.of((long) ROWS), input.shape().stream().skip(1))
                            .mapToLong(dimension -> dimension < 0 ? size : dimension)
                            .toArray();
            int count;
            try {
                count = Shapes.count(shape);
            } catch (ArithmeticException tooLarge) {
                return null;
            }
            if (count > MOST_ELEMENTS) {
                return null;
            }
            rows.put(input.name(), new Tensor(type, shape, elements(type, count, random)));
        }
        return rows;
    }

    private static Object elements(DataType type, int count, Random random) {
        Object data = Array.newInstance(type.element(), count);
        int perRow = Math.max(1, count / ROWS);
        for (int i = 0; i < count; i++) {
            int bit = i % perRow == 0 ? i / perRow % 2 : random.nextInt(2);
            float real = random.nextFloat() * 2 - 1;
            switch (data) {
                case float[] floats -> floats[i] = real;
                case double[] doubles -> doubles[i] = real;
                case long[] longs -> longs[i] = bit;
                case int[] ints -> ints[i] = bit;
                case byte[] bytes -> bytes[i] = (byte) bit;
                case boolean[] booleans -> booleans[i] = bit == 1;
                case String[] texts -> texts[i] = bit == 1 ? "one" : "none";
                case short[] shorts -> shorts[i] = half(type, real, bit);
                default -> throw new IllegalStateException("no such data: " + type);
            }
        }
        return data;
    }

    private static short half(DataType type, float real, int bit) {
        return switch (type) {
            case FP16 -> Float.floatToFloat16(real);
            case BF16 -> (short) (Float.floatToIntBits(real) >>> 16);
            default -> (short) bit;
        };
    }
}
