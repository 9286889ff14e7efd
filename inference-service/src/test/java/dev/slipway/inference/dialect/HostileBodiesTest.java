package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.error.ErrorCode;
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
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.RerankRequest;
import dev.slipway.inference.dialect.openai.json.OpenAiJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bodies that are made to hurt whoever reads them, or whoever writes the answer. */
class HostileBodiesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BUDGET = 1 << 20;

    /** Half of a pair, which no encoding of Unicode has. */
    private static final String HALF = "\\ud800x";

    private static final ModelSignature PAIRS =
            TestPackage.signature(
                    new TensorSpec[] {spec("x", "INT64", -1, -1)}, spec("y", "FP32", -1));
    private static final String X =
            "{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\",\"data\":[1,2]}";

    private final OipCodec json = OipJsonConfiguration.oipCodec();
    private final OipCodec protobuf = OipProtobufConfiguration.oipCodec();
    private final EmbeddingsCodec embeddings = OpenAiJsonConfiguration.embeddingsCodec();

    private static RequestMemory memory() {
        return new RequestMemory(new ByteBudget(BUDGET), new ByteBudget(BUDGET));
    }

    private static Refusal refusal(OipCodec.Decoded decoded) {
        return switch (decoded) {
            case OipCodec.Decoded.Refused(Refusal refusal) -> refusal;
            case OipCodec.Decoded.Request request -> throw new AssertionError(request);
        };
    }

    private Refusal refusal(String body) {
        return refusal(json.decode(body.getBytes(UTF_8), PAIRS, memory()));
    }

    private Refusal refusal(ModelInferRequest message) {
        return refusal(protobuf.decode(message.toByteArray(), PAIRS, memory()));
    }

    private InferRequest request(byte[] body) {
        return switch (json.decode(body, PAIRS, memory())) {
            case OipCodec.Decoded.Request(InferRequest request) -> request;
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private Refusal embeddingsRefusal(byte[] body) {
        return switch (embeddings.decode(body, false)) {
            case Decoded.Refused<EmbeddingsRequest>(Refusal refusal) -> refusal;
            case Decoded.Request<EmbeddingsRequest> request -> throw new AssertionError(request);
        };
    }

    private static InferInputTensor.Builder x(long... shape) {
        InferInputTensor.Builder x =
                InferInputTensor.newBuilder().setName("x").setDatatype("INT64");
        for (long size : shape) {
            x.addShape(size);
        }
        return x;
    }

    @Test
    void halfAPairInANameIsInTheRefusalThatTellsOfIt() {
        Refusal refusal = refusal("{\"inputs\":[" + X.replace("\"x\"", "\"" + HALF + "\"") + "]}");

        assertThat(JSON.readTree(json.error(refusal)).path("error").asString())
                .contains("\ud800x")
                .contains("is unknown");
    }

    @Test
    void halfAPairComesBackAsItCame() {
        String body =
                "{\"id\":\"%s\",\"parameters\":{\"mine\":\"%s\"},\"inputs\":[%s]}"
                        .formatted(HALF, HALF, X);
        InferRequest request = request(body.getBytes(UTF_8));
        OipCodec.Encoded encoded =
                json.encode("m", 1, request, Map.of("y", Tensor.floats(new float[] {1}, 1)));

        assertThat(encoded).isInstanceOf(OipCodec.Encoded.Body.class);
        if (encoded instanceof OipCodec.Encoded.Body(byte[] bytes, int _)) {
            JsonNode answer = JSON.readTree(bytes);
            assertThat(answer.path("id").asString()).isEqualTo("\ud800x");
            assertThat(answer.at("/parameters/mine").asString()).isEqualTo("\ud800x");
        }
    }

    @Test
    void aDocumentWithHalfAPairIsReturned() {
        RerankCodec rerank = OpenAiJsonConfiguration.rerankCodec();
        RerankRequest request =
                new RerankRequest("q", List.of("\ud800x"), null, true, false, null, null);

        byte[] answer = rerank.encode("m", request, List.of(new RerankCodec.Ranked(0, 0.5)), 3);

        assertThat(JSON.readTree(answer).at("/results/0/document/text").asString())
                .isEqualTo("\ud800x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void anotherEncodingThanUtf8IsRefusedByName(String charset) {
        byte[] tensors = ("{\"inputs\":[" + X + "]}").getBytes(Charset.forName(charset));
        byte[] texts = "{\"input\":\"a\"}".getBytes(Charset.forName(charset));

        Refusal refusal = refusal(json.decode(tensors, PAIRS, memory()));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refusal.message()).contains("UTF-8");
        assertThat(embeddingsRefusal(texts)).isEqualTo(refusal);
    }

    @Test
    void theMarkOfUtf8IsPassedOver() {
        String dataFirst = "{\"data\":[1,2]," + X.substring(1).replace(",\"data\":[1,2]", "");

        for (String input : List.of(X, dataFirst)) {
            byte[] marked = ("\ufeff{\"inputs\":[" + input + "]}").getBytes(UTF_8);
            assertThat(request(marked).inputs())
                    .containsEntry("x", Tensor.longs(new long[] {1, 2}, 1, 2));
        }
    }

    @Test
    void namesOfMembersHaveABoundSinceTheParserKeepsThem() {
        String name = "n".repeat(2_000);
        Refusal tensors = refusal("{\"" + name + "\":1,\"inputs\":[" + X + "]}");

        assertThat(tensors.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(tensors.message()).contains("name of more than 256 bytes");
        byte[] texts = ("{\"" + name + "\":1,\"input\":\"a\"}").getBytes(UTF_8);
        assertThat(embeddingsRefusal(texts).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        String usual = "{\"" + "n".repeat(200) + "\":1,\"inputs\":[" + X + "]}";
        assertThat(request(usual.getBytes(UTF_8)).inputs()).hasSize(1);
    }

    @Test
    void aMillionMembersAreNotRead() {
        StringBuilder members = new StringBuilder("\"input\":\"a\"");
        for (int i = 0; i < 1_000_000; i++) {
            members.append(",\"m").append(i).append("\":0");
        }
        byte[] body = ("{" + members + "}").getBytes(UTF_8);

        assertThat(embeddingsRefusal(body).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(refusal(json.decode(body, PAIRS, memory())).message())
                .contains("more than 20000 members");
    }

    @Test
    void ofAMillionInputsTheSecondOfANameIsRefused() {
        byte[] one = ModelInferRequest.newBuilder().addInputs(x(1, 2)).build().toByteArray();
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) {
            many.writeBytes(one);
        }

        assertThat(refusal(protobuf.decode(many.toByteArray(), PAIRS, memory())).message())
                .isEqualTo("input 'x' is given twice");
        assertThat(refusal("{\"inputs\":[" + X + ("," + X).repeat(100_000) + "]}").message())
                .isEqualTo("input 'x' is given twice");
    }

    @ParameterizedTest
    @ValueSource(longs = {16_385, 1_000_000, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
    void rowsWithoutElementsAreNotForFree(long rows) {
        String sentence =
                "input 'x' has no elements, so that none of its dimensions may be more than 16384,"
                        + " but its shape is ["
                        + rows
                        + ",0]";
        String none = "{\"name\":\"x\",\"shape\":[%d,0],\"datatype\":\"INT64\",%s}";
        String binary =
                "{\"inputs\":["
                        + none.formatted(rows, "\"parameters\":{\"binary_data_size\":0}")
                        + "]}";

        assertThat(refusal("{\"inputs\":[" + none.formatted(rows, "\"data\":[]") + "]}").message())
                .isEqualTo(sentence);
        assertThat(refusal(json.decode(binary.getBytes(UTF_8), binary.length(), PAIRS, memory())))
                .isEqualTo(new Refusal(ErrorCode.INVALID_INPUT, sentence));
        assertThat(refusal(ModelInferRequest.newBuilder().addInputs(x(rows, 0)).build()))
                .isEqualTo(new Refusal(ErrorCode.INVALID_INPUT, sentence));
    }

    @Test
    void anEmptyBatchOfUsualRowsIsRead() {
        String empty = X.replace("[1,2]", "[0,512]").replace("[0,512]}", "[]}");

        assertThat(request(("{\"inputs\":[" + empty + "]}").getBytes(UTF_8)).inputs())
                .containsEntry("x", Tensor.longs(new long[0], 0, 512));
    }

    @Test
    void oneRawTensorIsNoBodyForAModelOfTwo() {
        ModelSignature two =
                TestPackage.signature(
                        new TensorSpec[] {spec("a", "FP32", -1), spec("b", "FP32", -1)},
                        spec("y", "FP32", -1));

        Refusal refusal = refusal(json.decode(new byte[8], 0, two, memory()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal.message()).contains("takes 'a', 'b', not one input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"a\"", "null", "{\"a\":[1]}"})
    void dataThatIsNoArrayIsToldSoWhereverItStands(String data) {
        String sentence = "the data of input 'x' must be an array";
        String head = "\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\"";

        assertThat(refusal("{\"inputs\":[{" + head + ",\"data\":" + data + "}]}").message())
                .isEqualTo(sentence);
        assertThat(refusal("{\"inputs\":[{\"data\":" + data + "," + head + "}]}").message())
                .isEqualTo(sentence);
    }

    @Test
    void wordsOfAMessageAreChargedAsTextsAre() {
        String tooLong = "a".repeat(BUDGET);

        for (ModelInferRequest.Builder message :
                List.of(
                        ModelInferRequest.newBuilder().setId(tooLong),
                        ModelInferRequest.newBuilder().addInputs(x(1, 2).setName(tooLong)),
                        ModelInferRequest.newBuilder().addInputs(x(1, 2).setDatatype(tooLong)),
                        ModelInferRequest.newBuilder()
                                .addOutputs(
                                        ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                                                .setName(tooLong)))) {
            assertThat(refusal(message.build()).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        }
        assertThat(
                        refusal(
                                        ModelInferRequest.newBuilder()
                                                .setId("i".repeat(1_000))
                                                .addInputs(x(1, 2))
                                                .addRawInputContents(
                                                        ByteString.copyFrom(new byte[15]))
                                                .build())
                                .message())
                .contains("takes 16 bytes, but 15 were sent");
    }

    @Test
    void groupsInAMessageDoNotNestForEver() {
        byte[] groups = new byte[1_000_000];
        Arrays.fill(groups, (byte) 0x7b);

        Refusal refusal = refusal(protobuf.decode(groups, PAIRS, memory()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal.message()).contains("is no ModelInferRequest");
    }
}
