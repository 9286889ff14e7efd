package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads an input's data, flat or nested as its shape, straight into its store; no element is ever
 * an object of its own, texts aside.
 */
final class TensorReader {
    private static final BigInteger MOST_UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private final JsonParser in;
    private final String name;
    private final DataType type;
    private final long[] shape;
    private final int count;
    private final ElementStore store;
    private final TextMemory texts;
    private Object data;
    private int capacity;
    private int at;

    TensorReader(
            JsonParser in,
            String name,
            DataType type,
            long[] shape,
            int count,
            ElementStore store,
            TextMemory texts) {
        this.in = in;
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.count = count;
        this.store = store;
        this.texts = texts;
        this.capacity = store.capacity();
        this.data = store.data();
    }

    Object read() {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw noArray(name);
        }
        JsonToken first = in.nextToken();
        if (first == JsonToken.START_ARRAY) {
            nested(0);
        } else {
            while (in.currentToken() != JsonToken.END_ARRAY) {
                element();
                in.nextToken();
            }
        }
        if (at != count) {
            throw wrongCount(name, shape);
        }
        return data;
    }

    /** Reads one dimension whose first element is the current token. */
    private void nested(int dimension) {
        long size = 0;
        boolean innermost = dimension == shape.length - 1;
        while (in.currentToken() != JsonToken.END_ARRAY) {
            if (!innermost && in.currentToken() == JsonToken.START_ARRAY) {
                in.nextToken();
                nested(dimension + 1);
            } else if (innermost) {
                element();
            } else {
                throw wrongCount(name, shape);
            }
            size++;
            in.nextToken();
        }
        if (shape.length == 0 || size != shape[dimension]) {
            throw wrongCount(name, shape);
        }
    }

    private void element() {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_ARRAY || at >= count) {
            throw wrongCount(name, shape);
        }
        if (at == capacity) {
            grow();
        }
        switch (data) {
            case float[] floats -> floats[at++] = oneFloat(token);
            case long[] longs -> longs[at++] = oneLong(token);
            case int[] ints -> ints[at++] = (int) bounded(token);
            case double[] doubles -> doubles[at++] = oneDouble(token);
            case short[] shorts -> shorts[at++] = (short) bounded(token);
            case byte[] bytes -> bytes[at++] = (byte) bounded(token);
            case boolean[] booleans -> booleans[at++] = oneBoolean(token);
            case String[] strings -> strings[at++] = oneString(token);
            case FloatBuffer floats -> floats.put(at++, oneFloat(token));
            case LongBuffer longs -> longs.put(at++, oneLong(token));
            case IntBuffer ints -> ints.put(at++, (int) bounded(token));
            case DoubleBuffer doubles -> doubles.put(at++, oneDouble(token));
            case ShortBuffer shorts -> shorts.put(at++, (short) bounded(token));
            case ByteBuffer bytes -> bytes.put(at++, oneByte(token));
            default -> throw new IllegalStateException("no such data: " + type);
        }
    }

    private void grow() {
        store.grow();
        capacity = store.capacity();
        data = store.data();
    }

    private float oneFloat(JsonToken token) {
        number(token);
        float value = in.getFloatValue();
        if (!Float.isFinite(value)) {
            throw outOfRange();
        }
        return value;
    }

    private double oneDouble(JsonToken token) {
        number(token);
        double value = in.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw outOfRange();
        }
        return value;
    }

    private void number(JsonToken token) {
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw wrongElement("numbers");
        }
    }

    private long oneLong(JsonToken token) {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrongElement("integers");
        }
        if (in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = in.getLongValue();
            if (type == DataType.UINT64 && value < 0) {
                throw outOfRange();
            }
            return value;
        }
        BigInteger value = in.getBigIntegerValue();
        if (type != DataType.UINT64 || value.signum() < 0 || value.compareTo(MOST_UINT64) > 0) {
            throw outOfRange();
        }
        return value.longValue();
    }

    private long bounded(JsonToken token) {
        long value = oneLong(token);
        int bits = type.bytes() * 8;
        boolean unsigned = type.name().startsWith("U");
        long lowest = unsigned ? 0 : -(1L << (bits - 1));
        long highest = (1L << (unsigned ? bits : bits - 1)) - 1;
        if (value < lowest || value > highest) {
            throw outOfRange();
        }
        return value;
    }

    private byte oneByte(JsonToken token) {
        if (type == DataType.BOOL) {
            return (byte) (oneBoolean(token) ? 1 : 0);
        }
        return (byte) bounded(token);
    }

    private boolean oneBoolean(JsonToken token) {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrongElement("true and false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private String oneString(JsonToken token) {
        if (token != JsonToken.VALUE_STRING) {
            throw wrongElement("strings");
        }
        return texts.read(in);
    }

    private RefusedException wrongElement(String wanted) {
        return Refusal.invalidInput(
                        "input '" + name + "' is " + type + ", so its data must be " + wanted)
                .asException();
    }

    private RefusedException outOfRange() {
        return Refusal.invalidInput(
                        "input '" + name + "' holds a number that is outside of " + type)
                .asException();
    }

    static RefusedException noArray(String name) {
        return Refusal.invalidInput("the data of input '" + name + "' must be an array")
                .asException();
    }

    static RefusedException wrongCount(String name, long[] shape) {
        return Refusal.invalidInput(
                        "the data of input '"
                                + name
                                + "' does not have as many elements as its shape "
                                + Shapes.text(shape)
                                + " says")
                .asException();
    }
}
