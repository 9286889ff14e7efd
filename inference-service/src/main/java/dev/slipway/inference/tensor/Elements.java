package dev.slipway.inference.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Elements wherever they lie. Large ones lie outside the heap, where an engine reads them as they
 * are. What lies on the heap the engine's runtime copies into a buffer that it makes for that run
 * alone; for a few numbers this costs less than lending one.
 */
public final class Elements {
    private static final int LARGE_BYTES = 64 << 10;

    private Elements() {}

    /** Whether so many lie outside the heap; texts never do. */
    public static boolean areLarge(DataType type, int count) {
        return type != DataType.BYTES && (long) count * type.bytes() > LARGE_BYTES;
    }

    /**
     * Copies some of a tensor's elements to their place in what will be another one of its type.
     *
     * @param to an array; or {@link DirectElements}, as it must be where the tensor is outside the
     *     heap
     */
    public static void copy(Tensor from, int at, Object to, int toAt, int count) {
        if (!from.isOutsideHeap() && !(to instanceof Buffer)) {
            System.arraycopy(from.data(), at, to, toAt, count);
        } else if (from.data() instanceof boolean[] flags && to instanceof ByteBuffer bytes) {
            for (int i = 0; i < count; i++) {
                bytes.put(toAt + i, (byte) (flags[at + i] ? 1 : 0));
            }
        } else {
            long width = from.type().bytes();
            MemorySegment.copy(
                    memoryOf(from.data()), at * width, memoryOf(to), toAt * width, count * width);
        }
    }

    /** The memory in which the elements of a tensor lie, whole, by {@link Tensor#data}. */
    public static MemorySegment memoryOf(Object data) {
        return switch (data) {
            case float[] some -> MemorySegment.ofArray(some);
            case long[] some -> MemorySegment.ofArray(some);
            case int[] some -> MemorySegment.ofArray(some);
            case double[] some -> MemorySegment.ofArray(some);
            case short[] some -> MemorySegment.ofArray(some);
            case byte[] some -> MemorySegment.ofArray(some);
            case Buffer outside -> MemorySegment.ofBuffer(outside.duplicate().clear());
            default -> throw new IllegalStateException("no such elements: " + data.getClass());
        };
    }
}
