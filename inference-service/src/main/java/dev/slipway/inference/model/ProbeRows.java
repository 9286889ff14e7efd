package dev.slipway.inference.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextInputs;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Rows to try a version on, the same at each load: texts that its tokenizer reads, else values made
 * from the signature. Whole numbers are 0 and 1, which fit most vocabularies; neighbouring rows
 * begin differently.
 */
final class ProbeRows {
    static final int ROWS = 3;

    private static final String QUERY = "What leaves the slipway?";
    private static final List<String> TEXTS =
            List.of(
                    "A boat leaves the slipway.",
                    "Rows do not know of each other.",
                    "Three texts of about one length are tried.");

    /** Of clearly different lengths, the longest one in the middle. */
    private static final List<String> UNEQUAL =
            List.of(
                    "A boat.",
                    "It leaves the slipway when the tide is high enough for its keel, which on a"
                            + " coast as flat as this one is twice a day and never for long, so"
                            + " that who comes late waits until the next one.",
                    "The crew was ready an hour before.");

    /** Tokens of those where no tokenizer says. */
    private static final int[] LENGTHS = {3, 41, 9};

    /** What dimensions beside the first are where they vary: some graphs need more than one. */
    private static final int[] SIZES = {8, 1};

    private static final int MOST_ELEMENTS = 1 << 22;
    private static final long SEED = 20;

    private ProbeRows() {}

    /** Inputs of several rows, in the order in which they are to be tried. */
    static List<Map<String, Tensor>> of(TaskSetup task, ModelSignature signature) {
        Map<String, Tensor> ofTexts = MadeUpInputs.ofTexts(task, QUERY, TEXTS);
        if (ofTexts != null) {
            return List.of(ofTexts);
        }
        List<Map<String, Tensor>> tries = new ArrayList<>();
        for (int size : SIZES) {
            Random random = new Random(SEED);
            Map<String, Tensor> rows =
                    MadeUpInputs.ofSignature(
                            signature,
                            shape -> sized(shape, size),
                            MOST_ELEMENTS,
                            (type, count) -> elements(type, count, random));
            if (rows != null) {
                tries.add(rows);
            }
        }
        return tries;
    }

    /** Inputs of one row each, of different lengths. */
    static List<Map<String, Tensor>> ofLengths(TaskSetup task, TextInputs inputs) {
        List<Tokens> ofTexts = MadeUpInputs.tokens(task, QUERY, UNEQUAL);
        List<Tokens> tokens = ofTexts == null ? zerosAndOnes() : ofTexts;
        return tokens.stream().map(inputs::of).toList();
    }

    private static List<Tokens> zerosAndOnes() {
        Random random = new Random(SEED);
        return Arrays.stream(LENGTHS)
                .mapToObj(length ->
                        new Tokens(random.longs(length, 0, 2).toArray(), new long[length], false))
                .toList();
    }

    private static long[] sized(long[] shape, int size) {
        return LongStream.concat(LongStream.of(ROWS), Arrays.stream(shape).skip(1))
                .map(dimension -> dimension < 0 ? size : dimension)
                .toArray();
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
