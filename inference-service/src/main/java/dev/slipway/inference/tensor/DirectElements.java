package dev.slipway.inference.tensor;

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

    /** A buffer of so many elements that begins with those of an array. */
    public static Buffer of(DataType type, int count, Object first) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Math.multiplyExact(count, type.bytes()))
                        .order(ByteOrder.nativeOrder());
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

    /** A buffer of the elements that the bytes hold, low byte first; the bytes stay unread. */
    public static Buffer ofLittleEndian(DataType type, ByteBuffer from) {
        ByteBuffer source = from.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = source.remaining();
        int count = size / type.bytes();
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        return switch (type) {
            case FP32 -> bytes.asFloatBuffer().put(0, source.asFloatBuffer(), 0, count);
            case FP64 -> bytes.asDoubleBuffer().put(0, source.asDoubleBuffer(), 0, count);
            case INT64, UINT64 -> bytes.asLongBuffer().put(0, source.asLongBuffer(), 0, count);
            case INT32, UINT32 -> bytes.asIntBuffer().put(0, source.asIntBuffer(), 0, count);
            case INT16, UINT16, FP16, BF16 ->
                    bytes.asShortBuffer().put(0, source.asShortBuffer(), 0, count);
            case INT8, UINT8, BOOL -> bytes.put(0, source, 0, count);
            case BYTES -> throw new IllegalArgumentException(type + " cannot lie outside the heap");
        };
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
