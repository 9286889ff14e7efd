package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataResponse;
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
import dev.slipway.inference.testing.TestPackage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The protobuf form reads, refuses and answers as the JSON form does. */
class OipProtobufTest {
    private final OipCodec protobuf = OipProtobufConfiguration.oipCodec();
    private final OipCodec json = OipJsonConfiguration.oipCodec();

    private static RequestMemory memory() {
        return new RequestMemory(new ByteBudget(64 << 20), new ByteBudget(64 << 20));
    }

    private static ModelSignature takes(String datatype) {
        return TestPackage.signature(
                new TensorSpec[] {spec("x", datatype, -1)}, spec("y", datatype, -1));
    }

    private static InferInputTensor.Builder input(String datatype, long... shape) {
        InferInputTensor.Builder input =
                InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
        for (long dimension : shape) {
            input.addShape(dimension);
        }
        return input;
    }

    private static ModelInferRequest.Builder typed(
            String datatype, int count, Consumer<InferTensorContents.Builder> contents) {
        InferTensorContents.Builder made = InferTensorContents.newBuilder();
        contents.accept(made);
        return ModelInferRequest.newBuilder().addInputs(input(datatype, count).setContents(made));
    }

    private static ModelInferRequest.Builder raw(String datatype, int count, ByteBuffer bytes) {
        return ModelInferRequest.newBuilder()
                .addInputs(input(datatype, count))
                .addRawInputContents(ByteString.copyFrom(bytes.flip()));
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Tensor read(ModelInferRequest.Builder request, String datatype) {
        return switch (protobuf.decode(request.build().toByteArray(), takes(datatype), memory())) {
            case OipCodec.Decoded.Request(InferRequest read) ->
                    java.util.Objects.requireNonNull(read.inputs().get("x"));
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private static String jsonBody(String datatype, int count, String data) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"%s\",\"data\":%s}]}"
                .formatted(count, datatype, data);
    }

    /** The tensor that JSON reads is the one that both protobuf forms read. */
    private void assertSame(
            String datatype,
            String data,
            Consumer<InferTensorContents.Builder> contents,
            Consumer<ByteBuffer> bytes) {
        ByteBuffer raw = little(256);
        bytes.accept(raw);
        OipCodec.Decoded decoded =
                json.decode(jsonBody(datatype, 3, data).getBytes(UTF_8), takes(datatype), memory());
        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Request.class);
        if (decoded instanceof OipCodec.Decoded.Request(InferRequest fromJson)) {
            assertThat(read(typed(datatype, 3, contents), datatype))
                    .isEqualTo(fromJson.inputs().get("x"));
            assertThat(read(raw(datatype, 3, raw), datatype)).isEqualTo(fromJson.inputs().get("x"));
        }
    }

    @Test
    void everyDatatypeIsReadAsFromJson() {
        assertSame(
                "BOOL",
                "[true,false,true]",
                it -> it.addAllBoolContents(List.of(true, false, true)),
                it -> it.put(new byte[] {1, 0, 1}));
        assertSame(
                "INT8",
                "[-128,0,127]",
                it -> it.addAllIntContents(List.of(-128, 0, 127)),
                it -> it.put(new byte[] {-128, 0, 127}));
        assertSame(
                "UINT8",
                "[0,200,255]",
                it -> it.addAllUintContents(List.of(0, 200, 255)),
                it -> it.put(new byte[] {0, (byte) 200, (byte) 255}));
        assertSame(
                "INT16",
                "[-32768,0,32767]",
                it -> it.addAllIntContents(List.of(-32768, 0, 32767)),
                it -> it.putShort((short) -32768).putShort((short) 0).putShort((short) 32767));
        assertSame(
                "UINT16",
                "[0,1,65535]",
                it -> it.addAllUintContents(List.of(0, 1, 65535)),
                it -> it.putShort((short) 0).putShort((short) 1).putShort((short) -1));
        assertSame(
                "INT32",
                "[-2147483648,0,5]",
                it -> it.addAllIntContents(List.of(Integer.MIN_VALUE, 0, 5)),
                it -> it.putInt(Integer.MIN_VALUE).putInt(0).putInt(5));
        assertSame(
                "UINT32",
                "[0,1,4294967295]",
                it -> it.addAllUintContents(List.of(0, 1, -1)),
                it -> it.putInt(0).putInt(1).putInt(-1));
        assertSame(
                "INT64",
                "[-9223372036854775808,0,1099511627776]",
                it -> it.addAllInt64Contents(List.of(Long.MIN_VALUE, 0L, 1L << 40)),
                it -> it.putLong(Long.MIN_VALUE).putLong(0).putLong(1L << 40));
        assertSame(
                "UINT64",
                "[0,1,18446744073709551615]",
                it -> it.addAllUint64Contents(List.of(0L, 1L, -1L)),
                it -> it.putLong(0).putLong(1).putLong(-1));
        assertSame(
                "FP32",
                "[0.1,-2.5,3e-7]",
                it -> it.addAllFp32Contents(List.of(0.1f, -2.5f, 3e-7f)),
                it -> it.putFloat(0.1f).putFloat(-2.5f).putFloat(3e-7f));
        assertSame(
                "FP64",
                "[0.1,-2.5,3e-300]",
                it -> it.addAllFp64Contents(List.of(0.1, -2.5, 3e-300)),
                it -> it.putDouble(0.1).putDouble(-2.5).putDouble(3e-300));
        assertSame(
                "BYTES",
                "[\"\",\"a\",\"Grüße\"]",
                it ->
                        it.addBytesContents(ByteString.EMPTY)
                                .addBytesContents(ByteString.copyFromUtf8("a"))
                                .addBytesContents(ByteString.copyFromUtf8("Grüße")),
                it ->
                        it.putInt(0)
                                .putInt(1)
                                .put((byte) 'a')
                                .putInt(7)
                                .put("Grüße".getBytes(UTF_8)));
    }

    @Test
    void halvesComeRawOnly() {
        assertThat(read(raw("FP16", 2, little(4).putShort((short) 1).putShort((short) 2)), "FP16"))
                .isEqualTo(new Tensor(DataType.FP16, new long[] {2}, new short[] {1, 2}));
        assertThat(refusal(typed("BF16", 1, it -> it.addFp32Contents(1)), takes("BF16")).message())
                .contains("raw_input_contents");
    }

    @Test
    void elementsThatAreNotPackedAreReadToo() {
        byte[] contents = {0x18, 1, 0x18, 2, 0x1A, 1, 3};
        byte[] head = input("INT64", 3).build().toByteArray();
        ByteBuffer message = ByteBuffer.allocate(100);
        message.put((byte) 0x2A).put((byte) (head.length + contents.length + 2)).put(head);
        message.put((byte) 0x2A).put((byte) contents.length).put(contents);

        OipCodec.Decoded decoded =
                protobuf.decode(
                        Arrays.copyOf(message.array(), message.position()),
                        takes("INT64"),
                        memory());

        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Request.class);
        if (decoded instanceof OipCodec.Decoded.Request(InferRequest request)) {
            assertThat(request.inputs().get("x")).isEqualTo(Tensor.longs(new long[] {1, 2, 3}, 3));
        }
    }

    private Refusal refusal(ModelInferRequest.Builder request, ModelSignature signature) {
        return refusal(protobuf, request.build().toByteArray(), signature);
    }

    private static Refusal refusal(OipCodec codec, byte[] body, ModelSignature signature) {
        return switch (codec.decode(body, signature, memory())) {
            case OipCodec.Decoded.Refused(Refusal refusal) -> refusal;
            case OipCodec.Decoded.Request request -> throw new AssertionError(request);
        };
    }

    private void assertSameRefusal(String jsonText, ModelInferRequest.Builder request) {
        ModelSignature signature = takes("INT8");
        Refusal expected = refusal(json, jsonText.getBytes(UTF_8), signature);
        Refusal actual = refusal(request, signature);
        assertThat(actual.message()).isEqualTo(expected.message());
        assertThat(actual.code()).isEqualTo(expected.code());
    }

    @Test
    void refusalsAreJsonsSentences() {
        Consumer<InferTensorContents.Builder> two = it -> it.addIntContents(1).addIntContents(2);
        assertSameRefusal("{}", ModelInferRequest.newBuilder());
        assertSameRefusal(jsonBody("INT8", 3, "[1,2]"), typed("INT8", 3, two));
        assertSameRefusal(jsonBody("INT8", 1, "[1,2]"), typed("INT8", 1, two));
        assertSameRefusal(
                jsonBody("INT8", 1, "[200]"), typed("INT8", 1, it -> it.addIntContents(200)));
        assertSameRefusal(jsonBody("INT16", 2, "[1,2]"), typed("INT16", 2, two));
        assertSameRefusal(jsonBody("INT7", 2, "[1,2]"), typed("INT7", 2, two));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"INT8\"}]}",
                ModelInferRequest.newBuilder().addInputs(input("INT8", 2)));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[-2],\"datatype\":\"INT8\",\"data\":[1]}]}",
                typed("INT8", -2, two));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT8\","
                        + "\"data\":[1,2]}]}",
                ModelInferRequest.newBuilder()
                        .addInputs(
                                input("INT8", 1, 2)
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addIntContents(1)
                                                        .addIntContents(2))));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"q\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}]}",
                ModelInferRequest.newBuilder().addInputs(input("INT8", 1).setName("q")));
        String once = "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}";
        InferInputTensor.Builder same =
                input("INT8", 1).setContents(InferTensorContents.newBuilder().addIntContents(1));
        assertSameRefusal(
                "{\"inputs\":[" + once + "," + once + "]}",
                ModelInferRequest.newBuilder().addInputs(same).addInputs(same));
        assertSameRefusal(
                "{\"inputs\":[" + once + "],\"outputs\":[{\"name\":\"n\"}]}",
                ModelInferRequest.newBuilder()
                        .addInputs(same)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("n")));
        assertSameRefusal(
                "{\"inputs\":[" + once + "],\"outputs\":[{\"name\":\"y\"},{\"name\":\"y\"}]}",
                ModelInferRequest.newBuilder()
                        .addInputs(same)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y")));
    }

    @Test
    void whatOnlyThisFormCanGetWrong() {
        InferTensorContents one = InferTensorContents.newBuilder().addIntContents(1).build();
        assertThat(refusal(typed("INT8", 1, it -> it.addInt64Contents(1)), takes("INT8")).message())
                .isEqualTo("input 'x' is INT8, so its data must be in 'int_contents'");
        assertThat(
                        refusal(
                                        ModelInferRequest.newBuilder()
                                                .addInputs(input("INT8", 1).setContents(one))
                                                .addRawInputContents(ByteString.copyFromUtf8("a")),
                                        takes("INT8"))
                                .message())
                .contains("not in both");
        assertThat(
                        refusal(
                                        raw("INT8", 1, little(1).put((byte) 1))
                                                .addRawInputContents(ByteString.EMPTY),
                                        takes("INT8"))
                                .message())
                .contains("one entry for each");
        assertThat(refusal(raw("BYTES", 1, little(4).putInt(9)), takes("BYTES")).message())
                .isEqualTo("element 0 of input 'x' says that it has 9 bytes, but 0 follow");
        assertThat(refusal(raw("BYTES", 2, little(4).putInt(0)), takes("BYTES")).message())
                .contains("length in 4 bytes");
        assertThat(
                        refusal(raw("INT8", 3, little(2).put(new byte[] {1, 2})), takes("INT8"))
                                .message())
                .isEqualTo("input 'x' is INT8 of shape [3], which takes 3 bytes, but 2 were sent");
        assertThat(
                        refusal(
                                        raw("BYTES", 1, little(5).putInt(1).put((byte) 0xFF)),
                                        takes("BYTES"))
                                .message())
                .contains("UTF-8");
        assertThat(
                        refusal(
                                        ModelInferRequest.newBuilder()
                                                .addInputs(
                                                        input("INT8", 1)
                                                                .putParameters(
                                                                        "shared_memory_region",
                                                                        InferParameter
                                                                                .getDefaultInstance())),
                                        takes("INT8"))
                                .message())
                .contains("shared memory");
    }

    @Test
    void answersAreRawAndInTheOrderThatWasAsked() throws InvalidProtocolBufferException {
        InferRequest request = new InferRequest("mine", Map.of(), List.of("b", "t", "f"), null);
        OipCodec.Encoded encoded =
                protobuf.encode(
                        "m",
                        3,
                        request,
                        Map.of(
                                "f", Tensor.floats(new float[] {1.5f, Float.NaN}, 1, 2),
                                "b",
                                        new Tensor(
                                                DataType.BOOL,
                                                new long[] {2},
                                                new boolean[] {true, false}),
                                "t",
                                        new Tensor(
                                                DataType.BYTES,
                                                new long[] {1},
                                                new String[] {"é"})));

        assertThat(encoded).isInstanceOf(OipCodec.Encoded.Body.class);
        if (encoded instanceof OipCodec.Encoded.Body(byte[] bytes, int _)) {
            ModelInferResponse answer = ModelInferResponse.parseFrom(bytes);
            assertThat(answer.getId()).isEqualTo("mine");
            assertThat(answer.getModelName()).isEqualTo("m");
            assertThat(answer.getModelVersion()).isEqualTo("3");
            assertThat(answer.getOutputsList())
                    .extracting(it -> it.getName() + it.getDatatype() + it.getShapeList())
                    .containsExactly("bBOOL[2]", "tBYTES[1]", "fFP32[1, 2]");
            assertThat(answer.getRawOutputContents(0).toByteArray()).containsExactly(1, 0);
            assertThat(answer.getRawOutputContents(1).toByteArray())
                    .isEqualTo(little(6).putInt(2).put("é".getBytes(UTF_8)).array());
            assertThat(answer.getRawOutputContents(2).toByteArray())
                    .isEqualTo(little(8).putFloat(1.5f).putFloat(Float.NaN).array());
        }
    }

    @Test
    void anUnknownOutputIsToldWhichThereAre() {
        assertThat(
                        refusal(
                                        typed("INT8", 1, it -> it.addIntContents(1))
                                                .addOutputs(
                                                        InferRequestedOutputTensor.newBuilder()
                                                                .setName("n")),
                                        takes("INT8"))
                                .message())
                .isEqualTo("output 'n' is unknown; the model gives 'y'");
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    @Test
    void parametersThatMeanNothingHereGoBackWithTheAnswer() throws InvalidProtocolBufferException {
        ModelInferRequest.Builder request =
                typed("INT8", 1, it -> it.addIntContents(1))
                        .putParameters(
                                "timeout", InferParameter.newBuilder().setInt64Param(5).build())
                        .putParameters(
                                "priority", InferParameter.newBuilder().setInt64Param(1).build())
                        .putParameters("mine", text("Grüße"))
                        .putParameters("n", InferParameter.newBuilder().setUint64Param(-1).build());
        OipCodec.Decoded decoded =
                protobuf.decode(request.build().toByteArray(), takes("INT8"), memory());
        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Request.class);
        if (decoded instanceof OipCodec.Decoded.Request(InferRequest read)
                && protobuf.encode("m", 1, read, Map.of("y", Tensor.floats(new float[] {1}, 1)))
                        instanceof OipCodec.Encoded.Body(byte[] bytes, int _)) {
            assertThat(ModelInferResponse.parseFrom(bytes).getParametersMap())
                    .isEqualTo(
                            Map.of(
                                    "mine",
                                    text("Grüße"),
                                    "n",
                                    InferParameter.newBuilder().setUint64Param(-1).build()));
        } else {
            throw new AssertionError("not answered");
        }
        request.putParameters("long", text("a".repeat(1 << 16)));
        assertThat(refusal(request, takes("INT8")).message()).contains("send data as inputs");
    }

    @Test
    void metadataSaysWhatJsonsSays() throws InvalidProtocolBufferException {
        ModelMetadataResponse metadata =
                ModelMetadataResponse.parseFrom(protobuf.metadata("m", 3, takes("FP32"), "alone"));

        assertThat(new String(json.metadata("m", 3, takes("FP32"), "alone"), UTF_8))
                .contains("\"platform\":\"" + metadata.getPlatform() + "\"")
                .contains("\"parameters\":{\"batching\":\"alone\"}");
        assertThat(metadata.getPropertiesMap()).isEqualTo(Map.of("batching", "alone"));
        assertThat(metadata.getName()).isEqualTo("m");
        assertThat(metadata.getVersionsList()).containsExactly("3");
        assertThat(metadata.getInputs(0).getName()).isEqualTo("x");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L);
        assertThat(metadata.getOutputs(0).getDatatype()).isEqualTo("FP32");
    }

    @Test
    void brokenMessagesAreRefusedAndNeverThrow() {
        Random random = new Random(11);
        byte[][] sound = {
            typed("FP32", 2, it -> it.addFp32Contents(1).addFp32Contents(2)).build().toByteArray(),
            raw("FP32", 2, little(8).putFloat(1).putFloat(2)).setId("r").build().toByteArray()
        };
        for (int i = 0; i < 100_000; i++) {
            byte[] one = sound[i % 2];
            byte[] broken = Arrays.copyOf(one, random.nextInt(one.length + 1));
            for (int j = random.nextInt(4); j > 0 && broken.length > 0; j--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            assertThat(protobuf.decode(broken, takes("FP32"), memory())).isNotNull();
        }
    }

    @Test
    void aClaimedShapeAloneTakesNoMemory() {
        assertThat(
                        refusal(
                                        typed("INT64", 1 << 30, it -> it.addInt64Contents(1)),
                                        takes("INT64"))
                                .message())
                .contains("as many elements");
    }
}
