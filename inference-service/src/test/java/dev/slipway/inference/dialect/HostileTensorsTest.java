package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.SimilarityCodec;
import dev.slipway.inference.dialect.openai.json.OpenAiJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no tensor can be is refused alike in JSON and in protobuf's form, and nothing throws. */
class HostileTensorsTest {
    private final OipCodec json = OipJsonConfiguration.oipCodec();
    private final OipCodec protobuf = OipProtobufConfiguration.oipCodec();

    private static final ModelSignature PAIRS =
            TestPackage.signature(
                    new TensorSpec[] {spec("x", "INT64", -1, 2)}, spec("y", "INT64", -1, 2));

    private static RequestMemory memory() {
        return new RequestMemory(new ByteBudget(64 << 20), new ByteBudget(64 << 20));
    }

    private static InferInputTensor.Builder pair(long rows) {
        return InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("INT64")
                .addShape(rows)
                .addShape(2);
    }

    private static byte[] typed(long rows, long... values) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (long value : values) {
            contents.addInt64Contents(value);
        }
        return ModelInferRequest.newBuilder()
                .addInputs(pair(rows).setContents(contents))
                .build()
                .toByteArray();
    }

    private static byte[] raw(long rows, int bytes) {
        return ModelInferRequest.newBuilder()
                .addInputs(pair(rows))
                .addRawInputContents(ByteString.copyFrom(new byte[bytes]))
                .build()
                .toByteArray();
    }

    private static byte[] text(String shape, String data) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":%s,\"data\":%s}]}"
                .formatted(shape, data)
                .getBytes(UTF_8);
    }

    private static Refusal refusal(OipCodec codec, byte[] body) {
        return switch (codec.decode(body, PAIRS, memory())) {
            case OipCodec.Decoded.Refused(Refusal refusal) -> refusal;
            case OipCodec.Decoded.Request request -> throw new AssertionError(request);
        };
    }

    private static Tensor tensor(OipCodec codec, byte[] body) {
        return switch (codec.decode(body, PAIRS, memory())) {
            case OipCodec.Decoded.Request(InferRequest request) ->
                    java.util.Objects.requireNonNull(request.inputs().get("x"));
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 62, Long.MAX_VALUE, 1_000_000, 2})
    void shapesThatCannotBeOrDisagreeWithTheirData(long rows) {
        Refusal fromJson = refusal(json, text("[" + rows + ",2]", "[1,2]"));
        Refusal fromTyped = refusal(protobuf, typed(rows, 1, 2));

        assertThat(fromJson.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(fromTyped).isEqualTo(fromJson);
        assertThat(refusal(protobuf, raw(rows, 16)).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void anEmptyBatchIsATensorInEachForm() {
        Tensor empty = new Tensor(DataType.INT64, new long[] {0, 2}, new long[0]);

        assertThat(tensor(json, text("[0,2]", "[]"))).isEqualTo(empty);
        assertThat(tensor(protobuf, raw(0, 0))).isEqualTo(empty);
        assertThat(tensor(protobuf, typed(0))).isEqualTo(empty);
        assertThat(refusal(json, text("[0,2]", "[1,2]")).code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal(protobuf, raw(0, 8)).code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal(protobuf, typed(0, 1)).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void nestingThatNeverEndsIsRefused(String open) {
        String deep = open.repeat(100_000);

        assertThat(refusal(json, text("[1,2]", deep)).message()).isNotBlank();
        assertThat(refusal(json, text(deep, "[1,2]")).message()).isNotBlank();
        assertThat(refusal(json, deep.getBytes(UTF_8)).message()).isNotBlank();
        String ranks = "1,".repeat(100_000) + "1";
        assertThat(refusal(json, text("[" + ranks + "]", deep)).message()).isNotBlank();
    }

    @Test
    void whatJsonHasNoWordForIsNoNumber() {
        for (String word : List.of("NaN", "Infinity", "-Infinity", "1e", "0x10", "+1", "01")) {
            assertThat(refusal(json, text("[1,2]", "[1," + word + "]")).code())
                    .as(word)
                    .isEqualTo(ErrorCode.INVALID_JSON);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void anEmbeddingThatIsNoNumberIsRefusedInJsonAndGivenAsBase64(float value) {
        EmbeddingsCodec codec = OpenAiJsonConfiguration.embeddingsCodec();
        float[][] vectors = {{1, 2}, {3, value}};

        assertThat(codec.encode("m", false, vectors, 2))
                .isInstanceOfSatisfying(
                        EmbeddingsCodec.Encoded.Refused.class,
                        refused ->
                                assertThat(refused.refusal().message())
                                        .contains("NaN or infinity", "base64"));
        assertThat(codec.encode("m", true, vectors, 2))
                .isInstanceOf(EmbeddingsCodec.Encoded.Body.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aSimilarityThatIsNoNumberIsRefused(float value) {
        SimilarityCodec codec = OpenAiJsonConfiguration.similarityCodec();

        assertThat(codec.encode(new float[] {0.5f, value}))
                .isInstanceOfSatisfying(
                        EmbeddingsCodec.Encoded.Refused.class,
                        refused -> {
                            assertThat(refused.refusal().code()).isEqualTo(ErrorCode.ENGINE_FAILED);
                            assertThat(refused.refusal().message()).contains("NaN or infinity");
                        });
        assertThat(codec.encode(new float[] {0.5f, -1}))
                .isInstanceOf(EmbeddingsCodec.Encoded.Body.class);
    }

    @Test
    void aNumberThatJsonCannotCarryIsGivenInProtobufsForm() {
        InferRequest request = new InferRequest(null, Map.of(), List.of("y"), null);
        Map<String, Tensor> outputs = Map.of("y", Tensor.floats(new float[] {Float.NaN}, 1));

        assertThat(json.encode("m", 1, request, outputs))
                .isInstanceOf(OipCodec.Encoded.Refused.class);
        assertThat(protobuf.encode("m", 1, request, outputs))
                .isInstanceOf(OipCodec.Encoded.Body.class);
    }
}
