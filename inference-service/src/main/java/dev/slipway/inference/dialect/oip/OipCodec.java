package dev.slipway.inference.dialect.oip;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.ErrorWriter;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;

/** The protocol's bodies. Pure but for the memory that it charges. */
public interface OipCodec extends ErrorWriter {
    /** The length of the JSON part of a body that is nothing but JSON. */
    int ALL_JSON = -1;

    /**
     * Reads a body and checks it against the signature.
     *
     * @param jsonLength bytes of the JSON that it begins with; 0 when it is one raw tensor, {@link
     *     #ALL_JSON} when no tensors follow
     * @param memory charged with what is made of the body
     */
    Decoded decode(byte[] body, int jsonLength, ModelSignature signature, RequestMemory memory);

    /** Reads a body that is nothing but JSON. */
    default Decoded decode(byte[] body, ModelSignature signature, RequestMemory memory) {
        return decode(body, ALL_JSON, signature, memory);
    }

    /** Writes an answer, or says why its values cannot be written. */
    Encoded encode(String model, int version, InferRequest request, Map<String, Tensor> outputs);

    byte[] metadata(String model, int version, ModelSignature signature);

    /** What came of reading. */
    sealed interface Decoded {
        record Request(InferRequest request) implements Decoded {}

        record Refused(Refusal refusal) implements Decoded {}
    }

    /** What came of writing. */
    sealed interface Encoded {
        /**
         * An answer.
         *
         * @param jsonLength bytes of the JSON that it begins with, or {@link #ALL_JSON}
         */
        @SuppressWarnings("ArrayRecordComponent")
        record Body(byte[] bytes, int jsonLength) implements Encoded {}

        record Refused(Refusal refusal) implements Encoded {}
    }
}
