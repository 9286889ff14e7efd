package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.Headers;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.RawContents;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.nio.ByteBuffer;

/** Takes tensors one after the other from the part of a body that follows its JSON. */
final class BinaryTensors {
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
            throw Refusal.invalidInput(
                            "'binary_data_size' of input '"
                                    + name
                                    + "' is "
                                    + size
                                    + ", but only "
                                    + (body.length - at)
                                    + " bytes follow; the JSON's own length must be in"
                                    + " "
                                    + Headers.JSON_LENGTH)
                    .asException();
        }
        ByteBuffer bytes = ByteBuffer.wrap(body, at, (int) size);
        at += (int) size;
        return RawContents.read(name, type, shape, bytes, memory);
    }

    /** All that is left as one text, without a length. */
    Tensor takeText(String name, long[] shape) {
        ByteBuffer rest = ByteBuffer.wrap(body, at, body.length - at);
        at = body.length;
        String text = RawContents.text(name, rest, memory);
        return new Tensor(DataType.BYTES, shape, new String[] {text});
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
}
