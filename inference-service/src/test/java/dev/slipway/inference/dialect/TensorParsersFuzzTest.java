package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.FuzzedInput;
import dev.slipway.inference.testing.TestPackage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is nearly a request ends as one or with a refusal that is the client's to mend, and that can
 * be written in its dialect.
 */
class TensorParsersFuzzTest {
    private static final int INPUTS = 4_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final ModelSignature SIGNATURE =
            TestPackage.signature(
                    new TensorSpec[] {
                        spec("x", "FP32", "n", 2), spec("t", "BYTES", -1), spec("n", "INT64", -1)
                    },
                    spec("y", "FP32", "n", 2),
                    spec("s", "BYTES", -1));
    private static final ModelSignature ONE_TEXT =
            TestPackage.signature(
                    new TensorSpec[] {spec("t", "BYTES", -1)}, spec("s", "BYTES", -1));
    private static final String FIRST =
            """
            {"id":"a-1","inputs":[\
            {"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2.5,-3e2,4]},\
            {"name":"t","shape":[2],"datatype":"BYTES","data":["one","zwei \\u8a9e"]},\
            {"name":"n","shape":[3],"datatype":"INT64","data":[1,2,3]}],\
            "outputs":[{"name":"y","parameters":{"classification":2}},{"name":"s"}],\
            "parameters":{"timeout":1000000,"priority":1,"mine":"x","f":1.5,"t":true}}\
            """;
    private static final String DATA_FIRST =
            """
            {"inputs":[{"data":[[1,2],[3,4]],"datatype":"FP32","shape":[2,2],"name":"x"},\
            {"data":["a"],"more":{"deep":[{}]},"name":"t","shape":[1],"datatype":"BYTES"},\
            {"name":"n","datatype":"INT64","shape":[0],"data":[]}]}\
            """;
    private static final String BINARY =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32",\
            "parameters":{"binary_data_size":8}},\
            {"name":"t","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":6}},\
            {"name":"n","shape":[1],"datatype":"INT64","parameters":{"binary_data_size":8}}],\
            "parameters":{"binary_data_output":true}}\
            """;

    private final OipCodec json = OipJsonConfiguration.oipCodec();
    private final OipCodec protobuf = OipProtobufConfiguration.oipCodec();

    private static RequestMemory memory() {
        return new RequestMemory(new ByteBudget(4 << 20), new ByteBudget(4 << 20));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static OipCodec.Encoded answer(OipCodec codec, InferRequest request) {
        Tensor text = request.inputs().get("t");
        return codec.encode(
                "m",
                1,
                request,
                Map.of(
                        "y",
                        Tensor.floats(new float[] {1, 2}, 1, 2),
                        "s",
                        text == null
                                ? new Tensor(DataType.BYTES, new long[0], new String[] {"s"})
                                : text));
    }

    private void readJson(byte[] body, int jsonLength, ModelSignature signature) {
        switch (json.decode(body, jsonLength, signature, memory())) {
            case OipCodec.Decoded.Refused(Refusal refusal) ->
                    ClientsFault.assertJson(refusal, json);
            case OipCodec.Decoded.Request(InferRequest request) -> {
                OipCodec.Encoded answer = answer(json, request);
                if (answer instanceof OipCodec.Encoded.Body(byte[] all, int length)) {
                    byte[] text = length == OipCodec.WHOLE ? all : Arrays.copyOf(all, length);
                    assertThat(JSON.readTree(text).path("model_name").asString()).isEqualTo("m");
                }
            }
        }
    }

    @Test
    void tensorsInJson() {
        FuzzedInput.each(
                INPUTS,
                List.of(bytes(FIRST), bytes(DATA_FIRST)),
                body -> readJson(body, OipCodec.WHOLE, SIGNATURE));
    }

    /** The first two bytes say how long the JSON is, 0 where all is one tensor. */
    private static byte[] withLength(int length, byte[] body) {
        byte[] all = new byte[2 + body.length];
        all[0] = (byte) (length >> 8);
        all[1] = (byte) length;
        System.arraycopy(body, 0, all, 2, body.length);
        return all;
    }

    private void readBinary(byte[] all) {
        int length = all.length < 2 ? 0 : ((all[0] & 0xff) << 8) | (all[1] & 0xff);
        byte[] body = Arrays.copyOfRange(all, Math.min(2, all.length), all.length);
        readJson(body, length, length == 0 ? ONE_TEXT : SIGNATURE);
    }

    @Test
    void tensorsBehindJson() {
        byte[] head = bytes(BINARY);
        byte[] body = Arrays.copyOf(head, head.length + 22);
        body[head.length + 8] = 2;
        body[head.length + 12] = 'a';
        body[head.length + 13] = 'b';
        FuzzedInput.each(
                INPUTS,
                List.of(withLength(head.length, body), withLength(0, bytes("one text"))),
                this::readBinary);
    }

    private static InferInputTensor.Builder input(String name, String datatype, long... shape) {
        InferInputTensor.Builder input =
                InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (long size : shape) {
            input.addShape(size);
        }
        return input;
    }

    private static InferInputTensor.Builder typed(
            InferInputTensor.Builder input, InferTensorContents.Builder contents) {
        return input.setContents(contents);
    }

    private static InferParameter whole(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    private static byte[] typedMessage() {
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .setId("a-1")
                .putParameters("timeout", whole(1_000_000))
                .putParameters("mine", InferParameter.newBuilder().setStringParam("x").build())
                .addInputs(
                        typed(
                                input("x", "FP32", 1, 2),
                                InferTensorContents.newBuilder()
                                        .addFp32Contents(1)
                                        .addFp32Contents(2)))
                .addInputs(
                        typed(
                                input("t", "BYTES", 1),
                                InferTensorContents.newBuilder()
                                        .addBytesContents(ByteString.copyFromUtf8("text"))))
                .addInputs(
                        typed(
                                input("n", "INT64", 2),
                                InferTensorContents.newBuilder()
                                        .addInt64Contents(-1)
                                        .addInt64Contents(7)))
                .addOutputs(
                        InferRequestedOutputTensor.newBuilder()
                                .setName("y")
                                .putParameters("classification", whole(2)))
                .build()
                .toByteArray();
    }

    private static byte[] rawMessage() {
        return ModelInferRequest.newBuilder()
                .addInputs(input("x", "FP32", 1, 2))
                .addInputs(input("t", "BYTES", 1))
                .addInputs(input("n", "INT64", 1))
                .addRawInputContents(ByteString.copyFrom(new byte[8]))
                .addRawInputContents(ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'a', 'b'}))
                .addRawInputContents(ByteString.copyFrom(new byte[8]))
                .build()
                .toByteArray();
    }

    @Test
    void messages() {
        FuzzedInput.each(
                INPUTS,
                List.of(typedMessage(), rawMessage()),
                message -> {
                    switch (protobuf.decode(message, SIGNATURE, memory())) {
                        case OipCodec.Decoded.Refused(Refusal refusal) ->
                                ClientsFault.assertWritten(refusal, protobuf);
                        case OipCodec.Decoded.Request(InferRequest request) ->
                                assertThat(answer(protobuf, request)).isNotNull();
                    }
                });
    }
}
