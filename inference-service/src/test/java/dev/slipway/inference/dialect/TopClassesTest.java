package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.TopClasses;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Triton's extension {@code classification}, in each form of the protocol. */
class TopClassesTest {
    private static final List<String> NONE = List.of();
    private static final Tensor TWO_ROWS =
            Tensor.floats(new float[] {0.5f, 2.25f, -1, 1e-7f, 3, 3}, 2, 3);

    private final OipCodec json = OipJsonConfiguration.oipCodec();
    private final OipCodec protobuf = OipProtobufConfiguration.oipCodec();
    private final RequestMemory memory =
            new RequestMemory(new ByteBudget(1 << 30), new ByteBudget(1 << 30));

    private static List<String> texts(Tensor tensor) {
        return Arrays.asList((String[]) tensor.data());
    }

    private static List<String> highest(int count, Tensor scores) {
        return texts(new TopClasses(count, NONE).of(scores));
    }

    @Test
    void theHighestOfEachRowComeFirstAndOfEqualOnesTheFirst() {
        Tensor top = new TopClasses(2, List.of("cat", "dog")).of(TWO_ROWS);

        assertThat(top.type()).isEqualTo(DataType.BYTES);
        assertThat(top.shape()).containsExactly(2, 2);
        assertThat(texts(top)).containsExactly("2.25:1:dog", "0.5:0:cat", "3.0:1:dog", "3.0:2");
    }

    @Test
    void moreThanThereAreGivesAllOfThem() {
        Tensor top = new TopClasses(Integer.MAX_VALUE, NONE).of(TWO_ROWS);

        assertThat(top.shape()).containsExactly(2, 3);
        assertThat(texts(top)).last().isEqualTo("1.0E-7:0");
    }

    @Test
    void anOutputOfOneDimensionIsOneRow() {
        Tensor top = new TopClasses(2, NONE).of(Tensor.floats(new float[] {1, 5, 10, 4}, 4));

        assertThat(top.shape()).containsExactly(2);
        assertThat(texts(top)).containsExactly("10.0:2", "5.0:1");
    }

    @Test
    void aRowOfSeveralDimensionsIsCountedThrough() {
        Tensor scores = Tensor.longs(new long[] {1, 2, 3, 4, 8, 7, 6, 5}, 2, 2, 2);

        assertThat(highest(1, scores)).containsExactly("4:3", "8:0");
    }

    @Test
    void noRowsGiveNoTexts() {
        Tensor top = new TopClasses(3, NONE).of(Tensor.floats(new float[0], 0, 4));

        assertThat(top.count()).isZero();
        assertThat(top.rows()).isZero();
    }

    @Test
    void valuesAreComparedAsTheirOwnType() {
        long large = (1L << 53) + 1;
        assertThat(highest(1, Tensor.longs(new long[] {large - 1, large}, 2)))
                .containsExactly(large + ":1");
        assertThat(highest(1, new Tensor(DataType.UINT64, new long[] {2}, new long[] {1, -1})))
                .containsExactly("18446744073709551615:1");
        assertThat(highest(1, new Tensor(DataType.INT64, new long[] {2}, new long[] {1, -1})))
                .containsExactly("1:0");
        assertThat(highest(1, new Tensor(DataType.UINT32, new long[] {2}, new int[] {1, -1})))
                .containsExactly("4294967295:1");
        assertThat(highest(1, new Tensor(DataType.UINT8, new long[] {2}, new byte[] {1, -1})))
                .containsExactly("255:1");
        assertThat(highest(1, new Tensor(DataType.INT8, new long[] {2}, new byte[] {1, -1})))
                .containsExactly("1:0");
        short[] halves = {Float.floatToFloat16(-2), Float.floatToFloat16(0.5f)};
        assertThat(highest(1, new Tensor(DataType.FP16, new long[] {2}, halves)))
                .containsExactly("0.5:1");
        assertThat(highest(1, new Tensor(DataType.FP64, new long[] {2}, new double[] {0.1, 0})))
                .containsExactly("0.1:0");
    }

    @Test
    void whatIsNoNumberIsBelowAllNumbers() {
        float infinite = Float.NEGATIVE_INFINITY;

        assertThat(highest(3, Tensor.floats(new float[] {Float.NaN, infinite, 1}, 3)))
                .containsExactly("1.0:2", "-Infinity:1", "NaN:0");
    }

    private static ModelSignature signature(String datatype) {
        return TestPackage.signature(
                new TensorSpec[] {spec("x", "FP32", -1)},
                new TensorSpec(
                        "y",
                        datatype,
                        List.of(-1L, 3L),
                        Arrays.asList(null, null),
                        List.of("a", "b", "c"),
                        null));
    }

    private OipCodec.Decoded inJson(String datatype, String parameters) {
        String body =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}],"
                        + "\"outputs\":[{\"parameters\":"
                        + parameters
                        + ",\"name\":\"y\"}]}";
        return json.decode(body.getBytes(UTF_8), signature(datatype), memory);
    }

    private OipCodec.Decoded inProtobuf(String datatype, String name, InferParameter value) {
        ModelInferRequest request =
                ModelInferRequest.newBuilder()
                        .addInputs(
                                InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(0))
                        .addOutputs(
                                InferRequestedOutputTensor.newBuilder()
                                        .setName("y")
                                        .putParameters(name, value))
                        .build();
        return protobuf.decode(request.toByteArray(), signature(datatype), memory);
    }

    private static InferRequest request(OipCodec.Decoded decoded) {
        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Request.class);
        return ((OipCodec.Decoded.Request) decoded).request();
    }

    private static Refusal refusal(OipCodec.Decoded decoded) {
        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Refused.class);
        return ((OipCodec.Decoded.Refused) decoded).refusal();
    }

    private static OipCodec.Encoded.Body body(OipCodec.Encoded encoded) {
        assertThat(encoded).isInstanceOf(OipCodec.Encoded.Body.class);
        return (OipCodec.Encoded.Body) encoded;
    }

    @Test
    void jsonNamesTheVersionsClasses() {
        InferRequest request = request(inJson("FP32", "{\"classification\":2}"));

        String answer =
                new String(
                        body(json.encode("m", 1, request, Map.of("y", TWO_ROWS))).bytes(), UTF_8);

        assertThat(answer)
                .contains(
                        "{\"name\":\"y\",\"datatype\":\"BYTES\",\"shape\":[2,2],\"data\":["
                                + "\"2.25:1:b\",\"0.5:0:a\",\"3.0:1:b\",\"3.0:2:c\"]}");
    }

    @Test
    void binaryDataHoldsTheSameTexts() {
        InferRequest request =
                request(inJson("FP32", "{\"binary_data\":true,\"classification\":1}"));

        OipCodec.Encoded.Body answer = body(json.encode("m", 1, request, Map.of("y", TWO_ROWS)));

        ByteBuffer texts =
                ByteBuffer.wrap(
                                answer.bytes(),
                                answer.jsonLength(),
                                answer.bytes().length - answer.jsonLength())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (String expected : List.of("2.25:1:b", "3.0:1:b")) {
            byte[] text = new byte[texts.getInt()];
            texts.get(text);
            assertThat(new String(text, UTF_8)).isEqualTo(expected);
        }
        assertThat(texts.hasRemaining()).isFalse();
    }

    @Test
    void messagesHoldTheSameTexts() throws Exception {
        for (InferParameter one :
                List.of(
                        InferParameter.newBuilder().setInt64Param(1).build(),
                        InferParameter.newBuilder().setUint64Param(1).build())) {
            InferRequest request = request(inProtobuf("FP32", "classification", one));

            ModelInferResponse answer =
                    ModelInferResponse.parseFrom(
                            body(protobuf.encode("m", 1, request, Map.of("y", TWO_ROWS))).bytes());

            assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("BYTES");
            assertThat(answer.getOutputs(0).getShapeList()).containsExactly(2L, 1L);
            assertThat(answer.getRawOutputContents(0).toStringUtf8())
                    .contains("2.25:1:b", "3.0:1:b");
        }
    }

    @Test
    void noneAskedForGivesTheOutputAsItIs() {
        for (OipCodec.Decoded decoded :
                List.of(
                        inJson("FP32", "{\"classification\":0}"),
                        inJson("BYTES", "{\"classification\":0}"),
                        inProtobuf(
                                "FP32",
                                "classification",
                                InferParameter.newBuilder().setInt64Param(0).build()),
                        inProtobuf(
                                "FP32",
                                "other",
                                InferParameter.newBuilder().setInt64Param(2).build()))) {
            assertThat(request(decoded).output("y", Map.of("y", TWO_ROWS))).isSameAs(TWO_ROWS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "1.5", "2147483648", "99999999999999999999", "\"2\"", "true", "[2]"})
    void aCountThatIsNoneIsRefusedWithItsRange(String count) {
        assertThat(refusal(inJson("FP32", "{\"classification\":" + count + "}")).message())
                .contains("'classification'", "from 1 to 2147483647");
    }

    @Test
    void soItIsInMessages() {
        for (InferParameter wrong :
                List.of(
                        InferParameter.getDefaultInstance(),
                        InferParameter.newBuilder().setInt64Param(-1).build(),
                        InferParameter.newBuilder().setInt64Param(1L << 31).build(),
                        InferParameter.newBuilder().setUint64Param(-1).build(),
                        InferParameter.newBuilder().setStringParam("2").build())) {
            assertThat(refusal(inProtobuf("FP32", "classification", wrong)).message())
                    .contains("'classification'", "from 1 to 2147483647");
        }
    }

    @Test
    void sharedMemoryForAnOutputIsRefused() {
        InferParameter none = InferParameter.getDefaultInstance();
        for (OipCodec.Decoded decoded :
                List.of(
                        inJson("FP32", "{\"shared_memory_region\":\"r\"}"),
                        inJson("FP32", "{\"classification\":1,\"shared_memory_offset\":0}"),
                        inProtobuf("FP32", "shared_memory_region", none))) {
            assertThat(refusal(decoded).message())
                    .contains("shared memory is not supported", "from the answer");
        }
    }

    @ParameterizedTest
    @CsvSource({"BYTES", "BOOL"})
    void valuesWithoutAnOrderHaveNoHighest(String datatype) {
        InferParameter two = InferParameter.newBuilder().setInt64Param(2).build();

        assertThat(refusal(inJson(datatype, "{\"classification\":2}")).message())
                .contains("output 'y' is " + datatype);
        assertThat(refusal(inProtobuf(datatype, "classification", two)).message())
                .contains("output 'y' is " + datatype);
    }
}
