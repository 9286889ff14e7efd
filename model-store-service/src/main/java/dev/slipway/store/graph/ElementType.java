package dev.slipway.store.graph;

import java.util.Optional;

/** ONNX's element types, and the Open Inference Protocol's word for those that can be served. */
enum ElementType {
    FLOAT(1, "FP32"),
    UINT8(2, "UINT8"),
    INT8(3, "INT8"),
    UINT16(4, "UINT16"),
    INT16(5, "INT16"),
    INT32(6, "INT32"),
    INT64(7, "INT64"),
    STRING(8, "BYTES"),
    BOOL(9, "BOOL"),
    FLOAT16(10, "FP16"),
    DOUBLE(11, "FP64"),
    UINT32(12, "UINT32"),
    UINT64(13, "UINT64"),
    COMPLEX64(14, ""),
    COMPLEX128(15, ""),
    BFLOAT16(16, "BF16"),
    FLOAT8E4M3FN(17, ""),
    FLOAT8E4M3FNUZ(18, ""),
    FLOAT8E5M2(19, ""),
    FLOAT8E5M2FNUZ(20, ""),
    UINT4(21, ""),
    INT4(22, ""),
    FLOAT4E2M1(23, ""),
    FLOAT8E8M0(24, ""),
    UINT2(25, ""),
    INT2(26, "");

    private final int number;
    private final String datatype;

    ElementType(int number, String datatype) {
        this.number = number;
        this.datatype = datatype;
    }

    static Optional<ElementType> of(long number) {
        for (ElementType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The runtime's Java binding gives these but does not take them. */
    boolean canBeInput() {
        return this != UINT16 && this != UINT32 && this != UINT64;
    }

    /** Bytes of one element, 0 where it has no fixed number of whole ones. */
    int bytes() {
        return switch (this) {
            case UINT8, INT8, BOOL, FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> 1;
            case UINT16, INT16, FLOAT16, BFLOAT16 -> 2;
            case FLOAT, INT32, UINT32 -> 4;
            case DOUBLE, INT64, UINT64, COMPLEX64 -> 8;
            case COMPLEX128 -> 16;
            case STRING, UINT4, INT4, FLOAT4E2M1, FLOAT8E8M0, UINT2, INT2 -> 0;
        };
    }

    /** Empty when no request or answer can carry it. */
    Optional<String> datatype() {
        return datatype.isEmpty() ? Optional.empty() : Optional.of(datatype);
    }
}
