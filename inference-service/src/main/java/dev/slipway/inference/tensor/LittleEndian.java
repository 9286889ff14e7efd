package dev.slipway.inference.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as the protocol's binary form has them: in order, without gaps, low byte first. */
public final class LittleEndian {
    private LittleEndian() {}

    /** The elements in an array of the heap; the bytes stay unread. */
    public static Object array(DataType type, ByteBuffer from) {
        ByteBuffer bytes = from.slice().order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.remaining() / type.bytes();
        return switch (type) {
            case FP32 -> {
                float[] floats = new float[count];
                bytes.asFloatBuffer().get(floats);
                yield floats;
            }
            case FP64 -> {
                double[] doubles = new double[count];
                bytes.asDoubleBuffer().get(doubles);
                yield doubles;
            }
            case INT64, UINT64 -> {
                long[] longs = new long[count];
                bytes.asLongBuffer().get(longs);
                yield longs;
            }
            case INT32, UINT32 -> {
                int[] ints = new int[count];
                bytes.asIntBuffer().get(ints);
                yield ints;
            }
            case INT16, UINT16, FP16, BF16 -> {
                short[] shorts = new short[count];
                bytes.asShortBuffer().get(shorts);
                yield shorts;
            }
            case INT8, UINT8 -> {
                byte[] some = new byte[count];
                bytes.get(some);
                yield some;
            }
            case BOOL -> {
                boolean[] truths = new boolean[count];
                for (int i = 0; i < count; i++) {
                    truths[i] = bytes.get(i) != 0;
                }
                yield truths;
            }
            case BYTES -> throw new IllegalArgumentException("texts have no fixed size");
        };
    }

    /** Writes an array of elements and moves on. */
    public static void put(Object elements, ByteBuffer to) {
        ByteBuffer rest = to.slice().order(ByteOrder.LITTLE_ENDIAN);
        int written =
                switch (elements) {
                    case float[] floats -> {
                        rest.asFloatBuffer().put(floats);
                        yield floats.length * Float.BYTES;
                    }
                    case double[] doubles -> {
                        rest.asDoubleBuffer().put(doubles);
                        yield doubles.length * Double.BYTES;
                    }
                    case long[] longs -> {
                        rest.asLongBuffer().put(longs);
                        yield longs.length * Long.BYTES;
                    }
                    case int[] ints -> {
                        rest.asIntBuffer().put(ints);
                        yield ints.length * Integer.BYTES;
                    }
                    case short[] shorts -> {
                        rest.asShortBuffer().put(shorts);
                        yield shorts.length * Short.BYTES;
                    }
                    case byte[] bytes -> {
                        rest.put(bytes);
                        yield bytes.length;
                    }
                    case boolean[] truths -> {
                        for (boolean truth : truths) {
                            rest.put((byte) (truth ? 1 : 0));
                        }
                        yield truths.length;
                    }
                    default -> throw new IllegalArgumentException("no such elements");
                };
        to.position(to.position() + written);
    }
}
