package dev.slipway.inference.dialect.oip.protobuf;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.RawContents;
import dev.slipway.inference.dialect.oip.protobuf.InferMessageReader.Place;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Signatures;
import dev.slipway.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an input before its elements; it fits the signature.
 *
 * @param count how many elements the shape says
 * @param contents where typed elements stand, null where the input has none
 */
@SuppressWarnings("ArrayRecordComponent")
record InputHead(String name, DataType type, long[] shape, int count, @Nullable Place contents) {
    static InputHead of(
            ModelSignature signature,
            String name,
            String word,
            long[] shape,
            @Nullable Place contents) {
        if (name.isEmpty() || word.isEmpty()) {
            throw Refusal.invalidRequest("each input needs 'name', 'datatype', 'shape' and 'data'")
                    .asException();
        }
        DataType type = DataType.ofWord(word).orElseThrow(() -> unknownType(word));
        TensorSpec spec =
                Signatures.find(signature.inputs(), name)
                        .orElseThrow(() ->
                                Refusal.invalidInput(
                                                "input '"
                                                        + name
                                                        + "' is unknown; the model takes "
                                                        + Signatures.names(signature.inputs()))
                                        .asException());
        Refusal refusal = Signatures.check(spec, type, shape);
        if (refusal != null) {
            throw refusal.asException();
        }
        return new InputHead(name, type, shape, count(shape), contents);
    }

    private static RefusedException unknownType(String word) {
        return Refusal.invalidInput(
                        "datatype '"
                                + word
                                + "' is unknown; use one of the protocol's, such as FP32 or INT64")
                .asException();
    }

    private static int count(long[] shape) {
        try {
            return Shapes.count(shape);
        } catch (ArithmeticException tooMany) {
            return Integer.MAX_VALUE;
        }
    }

    /** The elements of {@code contents}. */
    Tensor typed(byte[] body, RequestMemory memory) throws IOException {
        Place place = contents;
        if (place == null) {
            if (count > 0) {
                throw Refusal.invalidInput("input '" + name + "' has no data").asException();
            }
            place = new Place(0, 0);
        }
        // Each element takes at least a byte, so a shape that claims more than is there is refused
        // before memory is taken for it.
        if (count > place.length()) {
            throw wrongCount();
        }
        return new Tensor(type, shape, new TypedContents(this, body, place, memory).read());
    }

    /** The elements of an entry of {@code raw_input_contents}. */
    Tensor raw(byte[] body, Place place, RequestMemory memory) {
        if (contents != null && contents.length() > 0) {
            throw Refusal.invalidRequest(
                            "the data must come in 'contents' or in 'raw_input_contents', not in"
                                    + " both")
                    .asException();
        }
        return RawContents.read(
                name, type, shape, ByteBuffer.wrap(body, place.at(), place.length()), memory);
    }

    RefusedException wrongCount() {
        return Refusal.invalidInput(
                        "the data of input '"
                                + name
                                + "' does not have as many elements as its shape "
                                + Shapes.text(shape)
                                + " says")
                .asException();
    }

    RefusedException outOfRange() {
        return Refusal.invalidInput(
                        "input '" + name + "' holds a number that is outside of " + type)
                .asException();
    }
}
