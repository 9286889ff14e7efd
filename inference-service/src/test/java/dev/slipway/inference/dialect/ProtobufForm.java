package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Consumer;

/** Requests of one tensor {@code x} in the protobuf form, and what its codec makes of them. */
final class ProtobufForm {
    final OipCodec codec = OipProtobufConfiguration.oipCodec();

    static RequestMemory memory() {
        return new RequestMemory(new ByteBudget(64 << 20), new ByteBudget(64 << 20));
    }

    static ModelSignature takes(String datatype) {
        return TestPackage.signature(
                new TensorSpec[] {spec("x", datatype, -1)}, spec("y", datatype, -1));
    }

    static InferInputTensor.Builder input(String datatype, long... shape) {
        InferInputTensor.Builder input =
                InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
        for (long dimension : shape) {
            input.addShape(dimension);
        }
        return input;
    }

    static ModelInferRequest.Builder typed(
            String datatype, int count, Consumer<InferTensorContents.Builder> contents) {
        InferTensorContents.Builder made = InferTensorContents.newBuilder();
        contents.accept(made);
        return ModelInferRequest.newBuilder().addInputs(input(datatype, count).setContents(made));
    }

    static ModelInferRequest.Builder raw(String datatype, int count, ByteBuffer bytes) {
        return ModelInferRequest.newBuilder()
                .addInputs(input(datatype, count))
                .addRawInputContents(ByteString.copyFrom(bytes.flip()));
    }

    static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static String jsonBody(String datatype, int count, String data) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"%s\",\"data\":%s}]}"
                .formatted(count, datatype, data);
    }

    Tensor read(ModelInferRequest.Builder request, String datatype) {
        return switch (codec.decode(request.build().toByteArray(), takes(datatype), memory())) {
            case OipCodec.Decoded.Request(InferRequest read) ->
                    Objects.requireNonNull(read.inputs().get("x"));
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    Refusal refusal(ModelInferRequest.Builder request, ModelSignature signature) {
        return refusal(codec, request.build().toByteArray(), signature);
    }

    static Refusal refusal(OipCodec codec, byte[] body, ModelSignature signature) {
        return switch (codec.decode(body, signature, memory())) {
            case OipCodec.Decoded.Refused(Refusal refusal) -> refusal;
            case OipCodec.Decoded.Request request -> throw new AssertionError(request);
        };
    }
}
