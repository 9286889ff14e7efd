package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
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
 * Elements as their own bytes, little-endian and without gaps; each one of {@code BYTES} after its
 * length in four bytes. Binary tensors of the REST form and raw contents of the gRPC form are the
 * same.
 */
public final class RawContents {
    private static final int LENGTH_BYTES = 4;

    /** A string and its array, each with a header. */
    private static final int TEXT_OBJECTS_BYTES = 48;

    private RawContents() {}

    /**
     * Reads an input whose type and shape are what the model takes.
     *
     * @param bytes all of them its own
     */
    public static Tensor read(
            String name, DataType type, long[] shape, ByteBuffer bytes, RequestMemory memory) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int count = count(name, shape);
        if (type == DataType.BYTES) {
            return new Tensor(type, shape, texts(name, count, in, memory));
        }
        long needed = (long) count * type.bytes();
        if (in.remaining() != needed) {
            throw invalid(
                    "input '%s' is %s of shape %s, which takes %d bytes, but %d were sent"
                            .formatted(name, type, Shapes.text(shape), needed, in.remaining()));
        }
        ElementStore store = new ElementStore(memory, type, count);
        store.growToAll();
        fill(store.data(), type, count, in);
        return new Tensor(type, shape, store.data());
    }

    private static int count(String name, long[] shape) {
        try {
            return Shapes.count(shape);
        } catch (ArithmeticException tooMany) {
            throw invalid(
                    "the shape %s of input '%s' has more elements than can be sent"
                            .formatted(Shapes.text(shape), name));
        }
    }

    private static void fill(Object data, DataType type, int count, ByteBuffer in) {
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
                boolean truth = type == DataType.BOOL;
                for (int i = 0; i < count; i++) {
                    byte next = in.get();
                    bytes.put(i, truth && next != 0 ? 1 : next);
                }
            }
            default -> throw new IllegalStateException("no such data: " + type);
        }
    }

    private static String[] texts(String name, int count, ByteBuffer in, RequestMemory memory) {
        // Each element takes at least its length, so a shape that claims more than there can be is
        // refused before memory is taken for it.
        if ((long) count * LENGTH_BYTES > in.remaining()) {
            throw tooFew(name, count);
        }
        ElementStore store = new ElementStore(memory, DataType.BYTES, count);
        store.growToAll();
        String[] texts = (String[]) store.data();
        for (int i = 0; i < texts.length; i++) {
            if (in.remaining() < LENGTH_BYTES) {
                throw tooFew(name, count);
            }
            long length = Integer.toUnsignedLong(in.getInt());
            if (length > in.remaining()) {
                throw invalid(
                        "element %d of input '%s' says that it has %d bytes, but %d follow"
                                .formatted(i, name, length, in.remaining()));
            }
            texts[i] = text(name, in.slice(in.position(), (int) length), memory);
            in.position(in.position() + (int) length);
        }
        if (in.hasRemaining()) {
            throw invalid(
                    "%d bytes are left after the %d elements of input '%s' that its shape says"
                            .formatted(in.remaining(), count, name));
        }
        return texts;
    }

    private static RefusedException tooFew(String name, int count) {
        return invalid(
                "input '%s' must hold its shape's %d elements, each after its length in 4 bytes"
                        .formatted(name, count));
    }

    /** Decodes a text; what it takes at most is charged, and what it may keep stays so. */
    public static String text(String input, ByteBuffer utf8, RequestMemory memory) {
        long kept = TEXT_OBJECTS_BYTES + 2L * utf8.remaining();
        long making = 2L * utf8.remaining();
        ElementStore.check(memory.holdOnHeap(kept + making));
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
            memory.giveBackHeap(making);
            return text;
        } catch (CharacterCodingException noText) {
            throw invalid("input '" + input + "' holds bytes that are no text in UTF-8");
        }
    }

    /** How many bytes a tensor takes. */
    public static long size(Tensor tensor) {
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
    public static void write(Tensor tensor, byte[] to, int at, int size) {
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

    private static RefusedException invalid(String message) {
        return Refusal.invalidInput(message).asException();
    }
}
