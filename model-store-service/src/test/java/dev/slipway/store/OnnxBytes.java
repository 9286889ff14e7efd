package dev.slipway.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf messages by hand, and ONNX models out of them. */
public final class OnnxBytes {
    public static final int FLOAT = 1;
    public static final int INT64 = 7;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static OnnxBytes message() {
        return new OnnxBytes();
    }

    public OnnxBytes varint(int field, long value) {
        raw((long) field << 3);
        raw(value);
        return this;
    }

    public OnnxBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public OnnxBytes bytes(int field, byte[] value) {
        raw(((long) field << 3) | 2);
        raw(value.length);
        out.writeBytes(value);
        return this;
    }

    public OnnxBytes message(int field, OnnxBytes value) {
        return bytes(field, value.toBytes());
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void raw(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** A ModelProto around a graph. */
    public static OnnxBytes model(OnnxBytes graph) {
        return message()
                .varint(1, 8)
                .text(2, "by-hand")
                .message(7, graph)
                .message(8, message().text(1, "").varint(2, 17));
    }

    /** y = x + w, x and y of [batch, 2]. */
    public static byte[] adder(float first, float second) {
        return model(adderGraph(rawTensor("w", first, second))).toBytes();
    }

    public static OnnxBytes adderGraph(OnnxBytes weights) {
        return message()
                .message(1, message().text(1, "x").text(1, "w").text(2, "y").text(4, "Add"))
                .text(2, "adder")
                .message(5, weights)
                .message(11, value("x", FLOAT, "batch", 2))
                .message(12, value("y", FLOAT, "batch", 2));
    }

    public static OnnxBytes rawTensor(String name, float... values) {
        java.nio.ByteBuffer raw =
                java.nio.ByteBuffer.allocate(values.length * 4)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return message()
                .varint(1, values.length)
                .varint(2, FLOAT)
                .text(8, name)
                .bytes(9, raw.array());
    }

    public static OnnxBytes externalTensor(String name, String location, long offset, long length) {
        return message()
                .varint(1, length / 4)
                .varint(2, FLOAT)
                .text(8, name)
                .message(13, message().text(1, "location").text(2, location))
                .message(13, message().text(1, "offset").text(2, String.valueOf(offset)))
                .message(13, message().text(1, "length").text(2, String.valueOf(length)))
                .varint(14, 1);
    }

    /** A ValueInfoProto; a dimension is a Number or the name of a symbolic one. */
    public static OnnxBytes value(String name, int elementType, Object... dims) {
        OnnxBytes shape = message();
        for (Object dim : dims) {
            shape.message(
                    1,
                    dim instanceof Number size
                            ? message().varint(1, size.longValue())
                            : message().text(2, String.valueOf(dim)));
        }
        return message()
                .text(1, name)
                .message(
                        2,
                        message().message(1, message().varint(1, elementType).message(2, shape)));
    }
}
