package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * The highest values of each row of an output in its place, as Triton's extension {@code
 * classification} has them: texts {@code value:index[:label]}, the highest one first. A row is what
 * one index of the first dimension holds; an output of one dimension is one row. Values are
 * compared as their own type, NaN below all others, and of equal ones the first is higher. They are
 * written so that reading them back gives the same number.
 *
 * @param count how many of a row are wanted at most, 1 or more
 * @param labels names of the classes by their index; shorter, or empty, where some have none
 */
public record TopClasses(int count, List<String> labels) {
    /** The name of the parameter that asks for them. */
    public static final String PARAMETER = "classification";

    /** A text's objects and its two numbers, of which each has at most 25 characters. */
    private static final int BYTES_OF_A_CLASS = 104;

    /** Whether values of this type can be the higher or the lower one. */
    static boolean areIn(String datatype) {
        return !datatype.equals(DataType.BYTES.name()) && !datatype.equals(DataType.BOOL.name());
    }

    /** About how many bytes the texts of an output take on the heap. */
    public long bytes(Tensor scores) {
        int longest = 0;
        for (String label : labels) {
            longest = Math.max(longest, label.length());
        }
        return (long) rows(scores) * kept(scores) * (BYTES_OF_A_CLASS + 2L * longest);
    }

    /** What is answered instead of an output. */
    public Tensor of(Tensor scores) {
        int rows = rows(scores);
        int width = width(scores);
        int kept = kept(scores);
        String[] texts = new String[rows * kept];
        Values values = Values.of(scores);
        for (int row = 0; kept > 0 && row < rows; row++) {
            highest(values, row * width, width, texts, row * kept, kept);
        }
        long[] shape = scores.rank() < 2 ? new long[] {kept} : new long[] {rows, kept};
        return new Tensor(DataType.BYTES, shape, texts);
    }

    private static int rows(Tensor scores) {
        return scores.rank() < 2 ? 1 : scores.rows();
    }

    private static int width(Tensor scores) {
        int rows = rows(scores);
        return rows == 0 ? 0 : scores.count() / rows;
    }

    private int kept(Tensor scores) {
        return Math.min(count, width(scores));
    }

    /** The head of the queue is the lowest of those that are the highest so far. */
    private void highest(Values values, int from, int width, String[] texts, int to, int kept) {
        Comparator<Integer> order =
                (one, other) -> {
                    int byValue = values.order().applyAsInt(one, other);
                    return byValue != 0 ? byValue : Integer.compare(other, one);
                };
        PriorityQueue<Integer> highest = new PriorityQueue<>(kept, order);
        for (int at = from; at < from + width; at++) {
            if (highest.size() == kept) {
                if (order.compare(at, Objects.requireNonNull(highest.peek())) < 0) {
                    continue;
                }
                highest.remove();
            }
            highest.add(at);
        }
        for (int place = kept - 1; place >= 0; place--) {
            int at = highest.remove();
            texts[to + place] = text(values.text().apply(at), at - from);
        }
    }

    private String text(String value, int index) {
        return index < labels.size()
                ? value + ":" + index + ":" + labels.get(index)
                : value + ":" + index;
    }

    /** Elements by their place: which one is higher, and how it is written. */
    private record Values(IntBinaryOperator order, IntFunction<String> text) {
        static Values of(Tensor scores) {
            DataType type = scores.type();
            return switch (scores.data()) {
                case float[] floats -> real(at -> floats[at], at -> Float.toString(floats[at]));
                case double[] doubles ->
                        real(at -> doubles[at], at -> Double.toString(doubles[at]));
                case long[] longs ->
                        type == DataType.UINT64 ? unsigned(longs) : whole(at -> longs[at]);
                case int[] ints ->
                        whole(
                                type == DataType.UINT32
                                        ? at -> Integer.toUnsignedLong(ints[at])
                                        : at -> ints[at]);
                case short[] shorts -> of(shorts, type);
                case byte[] bytes ->
                        whole(
                                type == DataType.UINT8
                                        ? at -> Byte.toUnsignedLong(bytes[at])
                                        : at -> bytes[at]);
                default -> throw new IllegalStateException("no such scores: " + scores);
            };
        }

        private static Values of(short[] shorts, DataType type) {
            return switch (type) {
                case FP16 -> half(at -> Float.float16ToFloat(shorts[at]));
                case BF16 -> half(at -> Float.intBitsToFloat(shorts[at] << 16));
                case UINT16 -> whole(at -> Short.toUnsignedLong(shorts[at]));
                default -> whole(at -> shorts[at]);
            };
        }

        private static Values half(IntToDoubleFunction of) {
            return real(of, at -> Float.toString((float) of.applyAsDouble(at)));
        }

        private static Values real(IntToDoubleFunction of, IntFunction<String> text) {
            return new Values(
                    (one, other) -> compare(of.applyAsDouble(one), of.applyAsDouble(other)), text);
        }

        private static int compare(double one, double other) {
            return Double.isNaN(one) || Double.isNaN(other)
                    ? Boolean.compare(Double.isNaN(other), Double.isNaN(one))
                    : Double.compare(one, other);
        }

        private static Values whole(IntToLongFunction of) {
            return new Values(
                    (one, other) -> Long.compare(of.applyAsLong(one), of.applyAsLong(other)),
                    at -> Long.toString(of.applyAsLong(at)));
        }

        private static Values unsigned(long[] longs) {
            return new Values(
                    (one, other) -> Long.compareUnsigned(longs[one], longs[other]),
                    at -> Long.toUnsignedString(longs[at]));
        }
    }
}
