package dev.slipway.inference.tensor;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Elements outside the heap, in the machine's byte order: where large inputs lie. Truth values are
 * bytes there.
 */
public final class DirectElements {
    private DirectElements() {}

    /** A fresh buffer of so many elements that begins with those of an array. */
    public static Buffer of(DataType type, int count, Object first) {
        return of(type, first, ByteBuffer.allocateDirect(Math.multiplyExact(count, type.bytes())));
    }

    /**
     * Elements in a place outside the heap.
     *
     * @param first an array of those that they begin with
     * @param place of the bytes of all of them
     */
    public static Buffer of(DataType type, Object first, ByteBuffer place) {
        ByteBuffer bytes = place.order(ByteOrder.nativeOrder());
        return switch (first) {
            case float[] some -> bytes.asFloatBuffer().put(0, some);
            case long[] some -> bytes.asLongBuffer().put(0, some);
            case int[] some -> bytes.asIntBuffer().put(0, some);
            case double[] some -> bytes.asDoubleBuffer().put(0, some);
            case short[] some -> bytes.asShortBuffer().put(0, some);
            case byte[] some -> bytes.put(0, some);
            case boolean[] some -> {
                for (int i = 0; i < some.length; i++) {
                    bytes.put(i, (byte) (some[i] ? 1 : 0));
                }
                yield bytes;
            }
            default -> throw new IllegalArgumentException(type + " cannot lie outside the heap");
        };
    }

    /** Elements that are still to be written to a place outside the heap. */
    public static Buffer in(ByteBuffer place, DataType type) {
        return of(type, Array.newInstance(type.element(), 0), place);
    }

    static boolean fits(DataType type, Buffer buffer) {
        Class<?> element = type.element();
        return buffer.isDirect()
                && switch (buffer) {
                    case FloatBuffer _ -> element == float.class;
                    case LongBuffer _ -> element == long.class;
                    case IntBuffer _ -> element == int.class;
                    case DoubleBuffer _ -> element == double.class;
                    case ShortBuffer _ -> element == short.class;
                    case ByteBuffer _ -> element == byte.class || element == boolean.class;
                    default -> false;
                };
    }
}
