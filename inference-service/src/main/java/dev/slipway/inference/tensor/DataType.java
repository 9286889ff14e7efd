package dev.slipway.inference.tensor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The element types of the Open Inference Protocol; the constants are its words. */
public enum DataType {
    BOOL(boolean.class, 1),
    UINT8(byte.class, 1),
    UINT16(short.class, 2),
    UINT32(int.class, 4),
    UINT64(long.class, 8),
    INT8(byte.class, 1),
    INT16(short.class, 2),
    INT32(int.class, 4),
    INT64(long.class, 8),
    FP16(short.class, 2),
    BF16(short.class, 2),
    FP32(float.class, 4),
    FP64(double.class, 8),
    BYTES(String.class, 16);

    private static final Map<String, DataType> BY_WORD = new HashMap<>();

    static {
        for (DataType type : values()) {
            BY_WORD.put(type.name(), type);
        }
    }

    private final Class<?> element;
    private final int bytes;

    DataType(Class<?> element, int bytes) {
        this.element = element;
        this.bytes = bytes;
    }

    /** Component type of the array that holds the elements; unsigned types keep their bits. */
    public Class<?> element() {
        return element;
    }

    /** Bytes of one element; for {@link #BYTES} what an empty one costs about. */
    public int bytes() {
        return bytes;
    }

    public static Optional<DataType> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
