package dev.slipway.inference.tensor;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.util.Arrays;

/**
 * Elements in row-major order with a shape. Its arrays are not copied: whoever makes a tensor gives
 * them away.
 *
 * @param data an array of {@link DataType#element()}, as long as the shape says; for large inputs
 *     {@link DirectElements} instead
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tensor(DataType type, long[] shape, Object data) {
    public Tensor {
        boolean fits =
                data instanceof Buffer buffer
                        ? DirectElements.fits(type, buffer)
                        : data.getClass().componentType() == type.element();
        if (!fits) {
            throw new IllegalArgumentException("the data does not hold " + type);
        }
        if (length(data) != Shapes.count(shape)) {
            throw new IllegalArgumentException("the data is not as long as the shape says");
        }
    }

    public static Tensor floats(float[] data, long... shape) {
        return new Tensor(DataType.FP32, shape, data);
    }

    public static Tensor longs(long[] data, long... shape) {
        return new Tensor(DataType.INT64, shape, data);
    }

    public int count() {
        return length(data);
    }

    private static int length(Object data) {
        return data instanceof Buffer buffer ? buffer.capacity() : Array.getLength(data);
    }

    /** Whether its elements are outside the heap; such a tensor is for an engine's input alone. */
    public boolean isOutsideHeap() {
        return data instanceof Buffer;
    }

    public int rank() {
        return shape.length;
    }

    /** Rows along the first dimension; 1 for a scalar. */
    public int rows() {
        return shape.length == 0 ? 1 : (int) shape[0];
    }

    public boolean hasSameRowsAs(Tensor other) {
        return type == other.type
                && shape.length > 0
                && shape.length == other.shape.length
                && Arrays.equals(shape, 1, shape.length, other.shape, 1, shape.length);
    }

    /**
     * Some rows along the first dimension, as a tensor of their own. Outside the heap they stay
     * where they are, on it they are copied.
     */
    public Tensor slice(int fromRow, int rows) {
        long[] part = shape.clone();
        part[0] = rows;
        int perRow = shape[0] == 0 ? 0 : (int) (count() / shape[0]);
        if (data instanceof Buffer outside) {
            return new Tensor(type, part, outside.slice(fromRow * perRow, rows * perRow));
        }
        Object some = Array.newInstance(type.element(), rows * perRow);
        System.arraycopy(data, fromRow * perRow, some, 0, rows * perRow);
        return new Tensor(type, part, some);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor(DataType otherType, long[] otherShape, Object otherData)
                && type == otherType
                && Arrays.equals(shape, otherShape)
                && Arrays.deepEquals(new Object[] {data}, new Object[] {otherData});
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(shape);
    }

    @Override
    public String toString() {
        return type + Shapes.text(shape);
    }
}
