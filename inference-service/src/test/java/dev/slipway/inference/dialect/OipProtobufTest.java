package dev.slipway.inference.dialect;

import static dev.slipway.inference.dialect.ProtobufForm.input;
import static dev.slipway.inference.dialect.ProtobufForm.jsonBody;
import static dev.slipway.inference.dialect.ProtobufForm.little;
import static dev.slipway.inference.dialect.ProtobufForm.memory;
import static dev.slipway.inference.dialect.ProtobufForm.raw;
import static dev.slipway.inference.dialect.ProtobufForm.takes;
import static dev.slipway.inference.dialect.ProtobufForm.typed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataResponse;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The protobuf form reads and answers as the JSON form does. */
class OipProtobufTest {
    private final ProtobufForm protobuf = new ProtobufForm();
    private final OipCodec json = OipJsonConfiguration.oipCodec();

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
            assertThat(protobuf.read(typed(datatype, 3, contents), datatype))
                    .isEqualTo(fromJson.inputs().get("x"));
            assertThat(protobuf.read(raw(datatype, 3, raw), datatype))
                    .isEqualTo(fromJson.inputs().get("x"));
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
        ByteBuffer halves = little(4).putShort((short) 1).putShort((short) 2);
        assertThat(protobuf.read(raw("FP16", 2, halves), "FP16"))
                .isEqualTo(new Tensor(DataType.FP16, new long[] {2}, new short[] {1, 2}));
        ModelInferRequest.Builder packed = typed("BF16", 1, it -> it.addFp32Contents(1));
        assertThat(protobuf.refusal(packed, takes("BF16")).message())
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
                protobuf.codec.decode(
                        Arrays.copyOf(message.array(), message.position()),
                        takes("INT64"),
                        memory());

        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Request.class);
        if (decoded instanceof OipCodec.Decoded.Request(InferRequest request)) {
            assertThat(request.inputs().get("x")).isEqualTo(Tensor.longs(new long[] {1, 2, 3}, 3));
        }
    }

    @Test
    void answersAreRawAndInTheOrderThatWasAsked() throws InvalidProtocolBufferException {
        InferRequest request = new InferRequest("mine", Map.of(), List.of("b", "t", "f"), null);
        OipCodec.Encoded encoded =
                protobuf.codec.encode(
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
                protobuf.codec.decode(request.build().toByteArray(), takes("INT8"), memory());
        Map<String, Tensor> answer = Map.of("y", Tensor.floats(new float[] {1}, 1));
        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Request.class);
        if (decoded instanceof OipCodec.Decoded.Request(InferRequest read)
                && protobuf.codec.encode("m", 1, read, answer)
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
        assertThat(protobuf.refusal(request, takes("INT8")).message())
                .contains("send data as inputs");
    }

    @Test
    void metadataSaysWhatJsonsSays() throws InvalidProtocolBufferException {
        ModelMetadataResponse metadata =
                ModelMetadataResponse.parseFrom(
                        protobuf.codec.metadata("m", 3, takes("FP32"), "alone"));

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
}
