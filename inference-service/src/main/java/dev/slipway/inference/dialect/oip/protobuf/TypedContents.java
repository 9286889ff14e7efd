package dev.slipway.inference.dialect.oip.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.dialect.oip.RawContents;
import dev.slipway.inference.dialect.oip.protobuf.InferMessageReader.Place;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Reads an input's elements from the field of their datatype, packed or one by one. */
final class TypedContents {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;

    /** Where the elements of a datatype stand. */
    private record Field(int number, int wireType, String name) {}

    private final InputHead head;
    private final byte[] body;
    private final Place place;
    private final RequestMemory memory;
    private final ElementStore store;
    private Object data;
    private int capacity;
    private int at;

    TypedContents(InputHead head, byte[] body, Place place, RequestMemory memory) {
        this.head = head;
        this.body = body;
        this.place = place;
        this.memory = memory;
        this.store = new ElementStore(memory, head.type(), head.count());
        this.capacity = store.capacity();
        this.data = store.data();
    }

    private Field field() {
        return switch (head.type()) {
            case BOOL ->
                    new Field(
                            InferTensorContents.BOOL_CONTENTS_FIELD_NUMBER,
                            VARINT,
                            "bool_contents");
            case INT8, INT16, INT32 ->
                    new Field(
                            InferTensorContents.INT_CONTENTS_FIELD_NUMBER, VARINT, "int_contents");
            case INT64 ->
                    new Field(
                            InferTensorContents.INT64_CONTENTS_FIELD_NUMBER,
                            VARINT,
                            "int64_contents");
            case UINT8, UINT16, UINT32 ->
                    new Field(
                            InferTensorContents.UINT_CONTENTS_FIELD_NUMBER,
                            VARINT,
                            "uint_contents");
            case UINT64 ->
                    new Field(
                            InferTensorContents.UINT64_CONTENTS_FIELD_NUMBER,
                            VARINT,
                            "uint64_contents");
            case FP32 ->
                    new Field(
                            InferTensorContents.FP32_CONTENTS_FIELD_NUMBER,
                            FIXED32,
                            "fp32_contents");
            case FP64 ->
                    new Field(
                            InferTensorContents.FP64_CONTENTS_FIELD_NUMBER,
                            FIXED64,
                            "fp64_contents");
            case BYTES ->
                    new Field(
                            InferTensorContents.BYTES_CONTENTS_FIELD_NUMBER,
                            InferMessageReader.LENGTH_DELIMITED,
                            "bytes_contents");
            case FP16, BF16 ->
                    throw Refusal.invalidInput(
                                    "input '"
                                            + head.name()
                                            + "' is "
                                            + head.type()
                                            + ", whose data must be in 'raw_input_contents'")
                            .asException();
        };
    }

    Object read() throws IOException {
        Field field = field();
        CodedInputStream in = CodedInputStream.newInstance(body, place.at(), place.length());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 != field.number()) {
                throw Refusal.invalidInput(
                                "input '"
                                        + head.name()
                                        + "' is "
                                        + head.type()
                                        + ", so its data must be in '"
                                        + field.name()
                                        + "'")
                        .asException();
            }
            int wireType = tag & 7;
            if (wireType == field.wireType()) {
                element(in);
            } else if (wireType == InferMessageReader.LENGTH_DELIMITED) {
                int outer = in.pushLimit(in.readRawVarint32());
                while (in.getBytesUntilLimit() > 0) {
                    element(in);
                }
                in.popLimit(outer);
            } else {
                throw new InvalidProtocolBufferException("an element of another wire type");
            }
        }
        if (at != head.count()) {
            throw head.wrongCount();
        }
        return data;
    }

    private void element(CodedInputStream in) throws IOException {
        if (at >= head.count()) {
            throw head.wrongCount();
        }
        if (at == capacity) {
            grow();
        }
        switch (data) {
            case float[] floats -> floats[at++] = in.readFloat();
            case double[] doubles -> doubles[at++] = in.readDouble();
            case long[] longs -> longs[at++] = in.readInt64();
            case int[] ints -> ints[at++] = in.readInt32();
            case short[] shorts -> shorts[at++] = (short) bounded(in);
            case byte[] bytes -> bytes[at++] = (byte) bounded(in);
            case boolean[] booleans -> booleans[at++] = in.readBool();
            case String[] strings -> strings[at++] = text(in);
            case FloatBuffer floats -> floats.put(at++, in.readFloat());
            case DoubleBuffer doubles -> doubles.put(at++, in.readDouble());
            case LongBuffer longs -> longs.put(at++, in.readInt64());
            case IntBuffer ints -> ints.put(at++, in.readInt32());
            case ShortBuffer shorts -> shorts.put(at++, (short) bounded(in));
            case ByteBuffer bytes -> bytes.put(at++, oneByte(in));
            default -> throw new IllegalStateException("no such data: " + head.type());
        }
    }

    private void grow() {
        store.grow();
        capacity = store.capacity();
        data = store.data();
    }

    private byte oneByte(CodedInputStream in) throws IOException {
        if (head.type() == DataType.BOOL) {
            return (byte) (in.readBool() ? 1 : 0);
        }
        return (byte) bounded(in);
    }

    /** An element that has fewer bits than its field. */
    private long bounded(CodedInputStream in) throws IOException {
        boolean unsigned = head.type() == DataType.UINT8 || head.type() == DataType.UINT16;
        long value = unsigned ? Integer.toUnsignedLong(in.readUInt32()) : in.readInt32();
        int bits = head.type().bytes() * 8;
        long lowest = unsigned ? 0 : -(1L << (bits - 1));
        long highest = (1L << (unsigned ? bits : bits - 1)) - 1;
        if (value < lowest || value > highest) {
            throw head.outOfRange();
        }
        return value;
    }

    private String text(CodedInputStream in) throws IOException {
        int length = in.readRawVarint32();
        int from = place.at() + in.getTotalBytesRead();
        in.skipRawBytes(length);
        return RawContents.text(head.name(), ByteBuffer.wrap(body, from, length), memory);
    }
}
