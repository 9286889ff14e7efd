package dev.slipway.inference.tensor;

import java.util.List;

/** Arithmetic of shapes, exact or refused. */
public final class Shapes {
    private Shapes() {}

    /**
     * How many elements a shape has.
     *
     * @throws ArithmeticException when that is more than an array can hold
     */
    public static int count(long[] shape) {
        long count = 1;
        for (long dimension : shape) {
            if (dimension == 0) {
                return 0;
            }
        }
        for (long dimension : shape) {
            count = Math.multiplyExact(count, dimension);
        }
        return Math.toIntExact(count);
    }

    public static String text(long[] shape) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ",").append(shape[i]);
        }
        return text.append(']').toString();
    }

    public static String text(List<Long> shape) {
        return text(shape.stream().mapToLong(Long::longValue).toArray());
    }
}
