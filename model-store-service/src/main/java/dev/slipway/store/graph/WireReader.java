package dev.slipway.store.graph;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Reads protobuf's wire format from a stream, field by field, through one buffer. What nobody asks
 * for is skipped and never held. Messages may not be nested deeper, and all kept text together not
 * be longer, than the bounds here.
 */
final class WireReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    static final int MAX_DEPTH = 100;
    static final int MAX_TEXT_BYTES = 64 << 10;
    static final long MAX_KEPT_TEXT_BYTES = 32L << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private long position;
    private long limit;
    private int depth;
    private long keptText;
    private int wireType;

    /** Reads a message that fills the stream. */
    WireReader(InputStream in, long size) {
        this.in = in;
        this.limit = size;
    }

    /** The number of the next field of the current message, or 0 at its end. */
    int nextField() throws IOException {
        if (position == limit) {
            return 0;
        }
        long tag = varint();
        long field = tag >>> 3;
        wireType = (int) (tag & 7);
        if (field < 1 || field > 536_870_911L) {
            throw new MalformedGraphException("it holds a field number that protobuf forbids");
        }
        return (int) field;
    }

    /**
     * Whether the field that {@link #nextField} found is of the wire type; other ones are skipped.
     */
    boolean is(int expected) throws IOException {
        if (wireType == expected) {
            return true;
        }
        skip();
        return false;
    }

    /** Passes over the value of the current field. */
    void skip() throws IOException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> skip(8);
            case BYTES -> skip(length());
            case FIXED32 -> skip(4);
            default -> throw new MalformedGraphException("it holds a wire type that ONNX lacks");
        }
    }

    /** Enters the message that is the current field; returns what {@link #leave} needs. */
    long enter() throws IOException {
        if (++depth > MAX_DEPTH) {
            throw new MalformedGraphException(
                    "its messages are nested deeper than " + MAX_DEPTH + " levels");
        }
        long length = length();
        long outer = limit;
        limit = position + length;
        return outer;
    }

    void leave(long outerLimit) throws IOException {
        skip(limit - position);
        limit = outerLimit;
        depth--;
    }

    /** The text of the current field, which is kept. */
    String text() throws IOException {
        String text = passingText();
        keptText += text.length();
        if (keptText > MAX_KEPT_TEXT_BYTES) {
            throw new MalformedGraphException(
                    "its names together are longer than " + MAX_KEPT_TEXT_BYTES + " bytes");
        }
        return text;
    }

    /** The text of the current field, which is looked at and let go. */
    String passingText() throws IOException {
        long length = length();
        if (length > MAX_TEXT_BYTES) {
            throw new MalformedGraphException(
                    "it holds a name longer than " + MAX_TEXT_BYTES + " bytes");
        }
        byte[] text = new byte[(int) length];
        int filled = 0;
        while (filled < text.length) {
            if (next == end) {
                fill();
            }
            int count = Math.min(end - next, text.length - filled);
            System.arraycopy(buffer, next, text, filled, count);
            next += count;
            filled += count;
        }
        position += length;
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * One of the current field's numbers, which stand one by one or packed.
     *
     * @param into told each of them
     */
    void varints(LongConsumer into) throws IOException {
        if (wireType != BYTES) {
            if (is(VARINT)) {
                into.accept(varint());
            }
            return;
        }
        long outer = enter();
        while (position < limit) {
            into.accept(varint());
        }
        leave(outer);
    }

    /** The value of the current field. */
    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedGraphException("it holds a number of more than ten bytes");
    }

    private long length() throws IOException {
        long length = varint();
        if (length < 0 || length > limit - position) {
            throw new MalformedGraphException("it ends before what it announces: it was cut off");
        }
        return length;
    }

    private int octet() throws IOException {
        if (position >= limit) {
            throw new MalformedGraphException("it ends in the middle of a value");
        }
        if (next == end) {
            fill();
        }
        position++;
        return buffer[next++] & 0xff;
    }

    private void fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        if (count <= 0) {
            throw new MalformedGraphException("it ends before what it announces: it was cut off");
        }
        next = 0;
        end = count;
    }

    private void skip(long count) throws IOException {
        if (count > limit - position) {
            throw new MalformedGraphException("it ends before what it announces: it was cut off");
        }
        long buffered = Math.min(count, end - next);
        next += (int) buffered;
        try {
            in.skipNBytes(count - buffered);
        } catch (EOFException cut) {
            MalformedGraphException malformed =
                    new MalformedGraphException("it ends before what it announces: it was cut off");
            malformed.initCause(cut);
            throw malformed;
        }
        position += count;
    }
}
