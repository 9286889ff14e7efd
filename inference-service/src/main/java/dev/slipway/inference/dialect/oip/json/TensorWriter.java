package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.math.BigInteger;
import tools.jackson.core.JsonGenerator;

/**
 * Writes one output, its data flat. JSON has no NaN and no infinity: an output that holds one is
 * refused instead of being written as something else.
 */
final class TensorWriter {
    private TensorWriter() {}

    static void write(JsonGenerator out, String name, Tensor tensor) {
        out.writeStartObject();
        out.writeStringProperty("name", name);
        out.writeStringProperty("datatype", tensor.type().name());
        writeShape(out, tensor.shape());
        out.writeArrayPropertyStart("data");
        writeData(out, name, tensor);
        out.writeEndArray();
        out.writeEndObject();
    }

    static void writeShape(JsonGenerator out, long[] shape) {
        out.writeArrayPropertyStart("shape");
        for (long dimension : shape) {
            out.writeNumber(dimension);
        }
        out.writeEndArray();
    }

    private static void writeData(JsonGenerator out, String name, Tensor tensor) {
        switch (tensor.data()) {
            case float[] values -> {
                for (float value : values) {
                    if (!Float.isFinite(value)) {
                        throw notFinite(name);
                    }
                    out.writeNumber(value);
                }
            }
            case double[] values -> {
                for (double value : values) {
                    if (!Double.isFinite(value)) {
                        throw notFinite(name);
                    }
                    out.writeNumber(value);
                }
            }
            case long[] values -> writeLongs(out, values, tensor.type() == DataType.UINT64);
            case int[] values -> {
                for (int value : values) {
                    out.writeNumber(
                            tensor.type() == DataType.UINT32
                                    ? Integer.toUnsignedLong(value)
                                    : value);
                }
            }
            case short[] values -> writeShorts(out, name, values, tensor.type());
            case byte[] values -> {
                for (byte value : values) {
                    out.writeNumber(
                            tensor.type() == DataType.UINT8 ? Byte.toUnsignedInt(value) : value);
                }
            }
            case boolean[] values -> {
                for (boolean value : values) {
                    out.writeBoolean(value);
                }
            }
            case String[] values -> {
                for (String value : values) {
                    out.writeString(value);
                }
            }
            default -> throw new IllegalStateException("no such tensor: " + tensor);
        }
    }

    private static void writeLongs(JsonGenerator out, long[] values, boolean unsigned) {
        for (long value : values) {
            if (unsigned && value < 0) {
                out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
            } else {
                out.writeNumber(value);
            }
        }
    }

    private static void writeShorts(JsonGenerator out, String name, short[] values, DataType type) {
        if (type == DataType.FP16 || type == DataType.BF16) {
            throw Refusal.invalidRequest(
                            "output '"
                                    + name
                                    + "' is "
                                    + type
                                    + ", which JSON cannot carry; ask for it as binary data")
                    .asException();
        }
        for (short value : values) {
            out.writeNumber(type == DataType.UINT16 ? Short.toUnsignedInt(value) : value);
        }
    }

    private static RefusedException notFinite(String name) {
        return Refusal.invalidRequest(
                        "output '"
                                + name
                                + "' holds NaN or infinity for this input, which JSON cannot"
                                + " carry; ask for it as binary data, or change the input")
                .asException();
    }
}
