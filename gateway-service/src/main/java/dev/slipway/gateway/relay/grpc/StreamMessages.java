package dev.slipway.gateway.relay.grpc;

import com.google.protobuf.CodedOutputStream;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What goes out on a stream. Each request has one answer, which says that it is the last one. */
final class StreamMessages {
    private static final int LENGTH_DELIMITED = 2;
    private static final String FINAL_NAME = "triton_final_response";
    private static final InferParameter YES =
            InferParameter.newBuilder().setBoolParam(true).build();
    private static final byte[] FINAL =
            ModelInferResponse.newBuilder().putParameters(FINAL_NAME, YES).build().toByteArray();

    private StreamMessages() {}

    /** A replica's answer. What stands behind its bytes is merged into it, so none are read. */
    static byte[] answered(byte[] response) {
        int length = Math.addExact(response.length, FINAL.length);
        int head =
                CodedOutputStream.computeTagSize(
                                ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER)
                        + CodedOutputStream.computeUInt32SizeNoTag(length);
        byte[] message = new byte[Math.addExact(head, length)];
        CodedOutputStream out = CodedOutputStream.newInstance(message, 0, head);
        try {
            out.writeTag(ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER, LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
        } catch (IOException tooSmall) {
            throw new UncheckedIOException(tooSmall);
        }
        System.arraycopy(response, 0, message, head, response.length);
        System.arraycopy(FINAL, 0, message, head + response.length, FINAL.length);
        return message;
    }

    /**
     * A refusal.
     *
     * @param id that the client gave the request, or empty
     */
    static byte[] refused(String id, String sentence) {
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(sentence)
                .setInferResponse(
                        ModelInferResponse.newBuilder().setId(id).putParameters(FINAL_NAME, YES))
                .build()
                .toByteArray();
    }
}
