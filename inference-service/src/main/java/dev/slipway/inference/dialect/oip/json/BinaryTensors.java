package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.LittleEndian;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Takes tensors one after the other from the part of a body that follows its JSON: little-endian
 * and without gaps; a text is its length in four bytes and its UTF-8. Large ones go outside the
 * heap, where the engine reads them without another copy.
 */
final class BinaryTensors {
    private static final long LARGE_BYTES = 1 << 20;

    /** Bytes that a text's length takes. */
    private static final int LENGTH_BYTES = 4;

    private final byte[] body;
    private final RequestMemory memory;
    private int at;

    BinaryTensors(byte[] body, int from, RequestMemory memory) {
        this.body = body;
        this.at = from;
        this.memory = memory;
    }

    /** The next tensor, whose type and shape are what the model takes. */
    Tensor take(String name, DataType type, long[] shape, long size) {
        if (size > body.length - at) {
            throw invalid(
                    name,
                    "'binary_data_size' is "
                            + size
                            + ", but only "
                            + (body.length - at)
                            + " bytes follow");
        }
        int count;
        try {
            count = Shapes.count(shape);
        } catch (ArithmeticException tooMany) {
            throw invalid(
                    name, "the shape " + Shapes.text(shape) + " has more elements than can be");
        }
        ByteBuffer bytes =
                ByteBuffer.wrap(body, at, (int) size).slice().order(ByteOrder.LITTLE_ENDIAN);
        at += (int) size;
        if (type == DataType.BYTES) {
            return new Tensor(type, shape, texts(name, count, bytes));
        }
        long needed = (long) count * type.bytes();
        if (needed != size) {
            throw invalid(
                    name,
                    type
                            + " of shape "
                            + Shapes.text(shape)
                            + " takes "
                            + needed
                            + " bytes, but there are "
                            + size);
        }
        return numbers(name, type, shape, bytes);
    }

    private Tensor numbers(String name, DataType type, long[] shape, ByteBuffer bytes) {
        if (type == DataType.BOOL) {
            checkTruths(name, bytes);
        }
        int size = bytes.remaining();
        if (size <= LARGE_BYTES) {
            ElementStore.check(memory.holdOnHeap(size));
            return new Tensor(type, shape, LittleEndian.array(type, bytes));
        }
        ElementStore.check(memory.holdOutside(size));
        try {
            return new Tensor(type, shape, DirectElements.ofLittleEndian(type, bytes));
        } catch (OutOfMemoryError taken) {
            throw RequestMemory.exhausted().asException();
        }
    }

    private static void checkTruths(String name, ByteBuffer bytes) {
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) != 0 && bytes.get(i) != 1) {
                throw invalid(name, "a BOOL is a byte that is 0 or 1");
            }
        }
    }

    private String[] texts(String name, int count, ByteBuffer bytes) {
        // Each text takes at least its length, so a shape that claims more than there can be is
        // refused before memory is taken for it.
        if ((long) count * LENGTH_BYTES > bytes.remaining()) {
            throw invalid(name, "its shape says " + count + " texts, but there are fewer");
        }
        ElementStore.check(memory.holdOnHeap((long) count * DataType.BYTES.bytes()));
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            if (bytes.remaining() < LENGTH_BYTES) {
                throw invalid(name, "its shape says " + count + " texts, but there are " + i);
            }
            long length = Integer.toUnsignedLong(bytes.getInt());
            if (length > bytes.remaining()) {
                throw invalid(
                        name,
                        "text "
                                + i
                                + " says that it has "
                                + length
                                + " bytes, but "
                                + bytes.remaining()
                                + " follow");
            }
            texts[i] = text(name, bytes.slice(bytes.position(), (int) length));
            bytes.position(bytes.position() + (int) length);
        }
        if (bytes.hasRemaining()) {
            throw invalid(
                    name, bytes.remaining() + " bytes are left after its " + count + " texts");
        }
        return texts;
    }

    private String text(String name, ByteBuffer utf8) {
        long making = TextMemory.OBJECTS_BYTES + (long) TextMemory.MAKING * utf8.remaining();
        ElementStore.check(memory.holdOnHeap(making));
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException notUtf8) {
            throw invalid(name, "a text must be UTF-8");
        }
        memory.giveBackHeap(making - TextMemory.kept(text));
        return text;
    }

    /** All that is left as one text, without a length. */
    Tensor takeText(String name, long[] shape) {
        ByteBuffer rest = ByteBuffer.wrap(body, at, body.length - at).slice();
        at = body.length;
        return new Tensor(DataType.BYTES, shape, new String[] {text(name, rest)});
    }

    /** Refuses a body that has more in it than its inputs announce. */
    void checkAllTaken() {
        if (at != body.length) {
            throw Refusal.invalidInput(
                            (body.length - at)
                                    + " bytes follow that no input announces with"
                                    + " 'binary_data_size'")
                    .asException();
        }
    }

    private static RefusedException invalid(String name, String what) {
        return Refusal.invalidInput("the binary data of input '" + name + "' is wrong: " + what)
                .asException();
    }
}
