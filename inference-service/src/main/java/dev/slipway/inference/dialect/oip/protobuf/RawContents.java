package dev.slipway.inference.dialect.oip.protobuf;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.dialect.oip.protobuf.InferMessageReader.Place;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Elements as their own bytes, little-endian and without padding; each one of {@code BYTES} after
 * its length in four bytes.
 */
final class RawContents {
    private static final int LENGTH_BYTES = 4;

    /** A string and its array, each with a header. */
    private static final int TEXT_OBJECTS_BYTES = 48;

    private RawContents() {}

    static Object read(InputHead head, byte[] body, Place place, RequestMemory memory) {
        ByteBuffer in =
                ByteBuffer.wrap(body, place.at(), place.length()).order(ByteOrder.LITTLE_ENDIAN);
        if (head.type() == DataType.BYTES) {
            return texts(head, in, memory);
        }
        if (in.remaining() != (long) head.count() * head.type().bytes()) {
            throw head.wrongCount();
        }
        ElementStore store = new ElementStore(memory, head.type(), head.count());
        store.growToAll();
        fill(store.data(), head, in);
        return store.data();
    }

    private static void fill(Object data, InputHead head, ByteBuffer in) {
        int count = head.count();
        switch (data) {
            case float[] floats -> in.asFloatBuffer().get(floats);
            case double[] doubles -> in.asDoubleBuffer().get(doubles);
            case long[] longs -> in.asLongBuffer().get(longs);
            case int[] ints -> in.asIntBuffer().get(ints);
            case short[] shorts -> in.asShortBuffer().get(shorts);
            case byte[] bytes -> in.get(bytes);
            case boolean[] booleans -> {
                for (int i = 0; i < booleans.length; i++) {
                    booleans[i] = in.get() != 0;
                }
            }
            case FloatBuffer floats -> floats.put(0, in.asFloatBuffer(), 0, count);
            case DoubleBuffer doubles -> doubles.put(0, in.asDoubleBuffer(), 0, count);
            case LongBuffer longs -> longs.put(0, in.asLongBuffer(), 0, count);
            case IntBuffer ints -> ints.put(0, in.asIntBuffer(), 0, count);
            case ShortBuffer shorts -> shorts.put(0, in.asShortBuffer(), 0, count);
            case ByteBuffer bytes -> {
                boolean truth = head.type() == DataType.BOOL;
                for (int i = 0; i < count; i++) {
                    byte next = in.get();
                    bytes.put(i, truth && next != 0 ? 1 : next);
                }
            }
            default -> throw new IllegalStateException("no such data: " + head.type());
        }
    }

    private static String[] texts(InputHead head, ByteBuffer in, RequestMemory memory) {
        ElementStore store = new ElementStore(memory, head.type(), head.count());
        store.growToAll();
        String[] texts = (String[]) store.data();
        for (int i = 0; i < texts.length; i++) {
            int length = in.remaining() < LENGTH_BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw Refusal.invalidInput(
                                "input '"
                                        + head.name()
                                        + "' must hold each element after its length in 4 bytes,"
                                        + " as many as its shape says")
                        .asException();
            }
            texts[i] = text(head, in.slice(in.position(), length), memory);
            in.position(in.position() + length);
        }
        if (in.hasRemaining()) {
            throw head.wrongCount();
        }
        return texts;
    }

    /** Decodes a text; what it takes at most is charged, and what it may keep stays so. */
    static String text(InputHead head, ByteBuffer utf8, RequestMemory memory) {
        long kept = TEXT_OBJECTS_BYTES + 2L * utf8.remaining();
        long making = 2L * utf8.remaining();
        ElementStore.check(memory.holdOnHeap(kept + making));
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
            memory.giveBackHeap(making);
            return text;
        } catch (CharacterCodingException noText) {
            throw head.noText();
        }
    }

    /** How many bytes a tensor takes. */
    static long size(Tensor tensor) {
        if (!(tensor.data() instanceof String[] texts)) {
            return (long) tensor.count() * tensor.type().bytes();
        }
        long size = 0;
        for (String text : texts) {
            size += LENGTH_BYTES + text.getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    /** Writes a tensor into bytes that are as many as its size. */
    static void write(Tensor tensor, byte[] to, int at, int size) {
        ByteBuffer out = ByteBuffer.wrap(to, at, size).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.data()) {
            case float[] floats -> out.asFloatBuffer().put(floats);
            case double[] doubles -> out.asDoubleBuffer().put(doubles);
            case long[] longs -> out.asLongBuffer().put(longs);
            case int[] ints -> out.asIntBuffer().put(ints);
            case short[] shorts -> out.asShortBuffer().put(shorts);
            case byte[] bytes -> out.put(bytes);
            case boolean[] booleans -> {
                for (boolean value : booleans) {
                    out.put((byte) (value ? 1 : 0));
                }
            }
            case String[] texts -> {
                for (String text : texts) {
                    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                    out.putInt(utf8.length).put(utf8);
                }
            }
            default -> throw new IllegalStateException("no such tensor: " + tensor);
        }
    }
}
