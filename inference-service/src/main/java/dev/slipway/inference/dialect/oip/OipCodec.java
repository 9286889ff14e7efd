package dev.slipway.inference.dialect.oip;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.ErrorWriter;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** The protocol's bodies. Pure but for the memory that it charges. */
public interface OipCodec extends ErrorWriter {
    /** Stands for the length of the JSON part where a body is of one form, JSON or a message. */
    int WHOLE = -1;

    /**
     * Reads a body and checks it against the signature.
     *
     * @param jsonLength bytes of the JSON that it begins with; 0 when it is one raw tensor, {@link
     *     #WHOLE} when no tensors follow
     * @param memory charged with what is made of the body
     */
    Decoded decode(byte[] body, int jsonLength, ModelSignature signature, RequestMemory memory);

    /** Reads a body that is of one form. */
    default Decoded decode(byte[] body, ModelSignature signature, RequestMemory memory) {
        return decode(body, WHOLE, signature, memory);
    }

    /** Writes an answer, or says why its values cannot be written. */
    Encoded encode(String model, int version, InferRequest request, Map<String, Tensor> outputs);

    /**
     * Writes what a version takes and gives.
     *
     * @param batching one sentence: whether its requests share runs, and why
     */
    byte[] metadata(String model, int version, ModelSignature signature, String batching);

    /** Writes what a version is in Triton's words. */
    byte[] configuration(ModelConfiguration configuration);

    /** Writes what was counted of a version. */
    byte[] statistics(String model, int version, VersionStatistics counted);

    /** Writes which versions a replica has, and which of them are loaded. */
    byte[] index(List<IndexedVersion> versions);

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
         * @param jsonLength bytes of the JSON that it begins with, or {@link #WHOLE}
         */
        @SuppressWarnings("ArrayRecordComponent")
        record Body(byte[] bytes, int jsonLength) implements Encoded {}

        record Refused(Refusal refusal) implements Encoded {}
    }
}
