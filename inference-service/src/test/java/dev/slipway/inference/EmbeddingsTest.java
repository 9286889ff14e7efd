package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** MiniLM as its users send it, against ONNX Runtime called directly. */
class EmbeddingsTest {
    private static final int WIDTH = MiniLm.WIDTH;

    @TempDir static Path cache;

    private static TestReplica replica;
    private static byte[] model;
    private static byte[] tokenizer;
    private static OrtSession session;

    @BeforeAll
    static void start() throws Exception {
        model = MiniLm.model();
        tokenizer = MiniLm.tokenizer();
        replica = new TestReplica(cache, Map.of());
        replica.serve("minilm", 3, MiniLm.files(null));
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        session = OrtEnvironment.getEnvironment().createSession(model);
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
        replica.close();
    }

    private static HttpResponse<String> embed(String body) throws Exception {
        return replica.post("/v1/embeddings", "minilm", 3, body);
    }

    private static Encoding encode(String text) throws IOException {
        try (HuggingFaceTokenizer own =
                HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(tokenizer),
                        Map.of("padding", "false", "truncation", "true", "maxLength", "128"))) {
            return own.encode(text);
        }
    }

    /** Tokenizer, graph, mean and norm, without anything of the replica. */
    private static float[] directly(String text) throws Exception {
        Encoding encoding = encode(text);
        OrtEnvironment ort = OrtEnvironment.getEnvironment();
        try (OnnxTensor ids = OnnxTensor.createTensor(ort, new long[][] {encoding.getIds()});
                OnnxTensor mask =
                        OnnxTensor.createTensor(ort, new long[][] {encoding.getAttentionMask()});
                OnnxTensor types =
                        OnnxTensor.createTensor(ort, new long[][] {encoding.getTypeIds()});
                OrtSession.Result result =
                        session.run(
                                Map.of(
                                        "input_ids", ids,
                                        "attention_mask", mask,
                                        "token_type_ids", types))) {
            float[][] tokens = ((float[][][]) result.get(0).getValue())[0];
            double[] mean = new double[WIDTH];
            for (float[] token : tokens) {
                for (int i = 0; i < WIDTH; i++) {
                    mean[i] += token[i] / (double) tokens.length;
                }
            }
            double squares = 0;
            for (double value : mean) {
                squares += value * value;
            }
            float[] vector = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                vector[i] = (float) (mean[i] / Math.sqrt(squares));
            }
            return vector;
        }
    }

    private static float[] vector(JsonNode embedding) {
        if (embedding.isString()) {
            FloatBuffer floats =
                    ByteBuffer.wrap(Base64.getDecoder().decode(embedding.asString()))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer();
            float[] vector = new float[floats.remaining()];
            floats.get(vector);
            return vector;
        }
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) embedding.get(i).asDouble();
        }
        return vector;
    }

    private static void assertEqual(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThan(1e-5f);
        }
    }

    @Test
    void oneTextIsEmbeddedAsOnnxRuntimeDoesItDirectly() throws Exception {
        String text = "The quick brown fox jumps over the lazy dog.";
        HttpResponse<String> floats = embed("{\"model\":\"minilm\",\"input\":\"" + text + "\"}");
        assertThat(floats.statusCode()).isEqualTo(200);
        JsonNode answer = json(floats);
        assertEqual(vector(answer.at("/data/0/embedding")), directly(text));
        assertThat(answer.path("model").asString()).isEqualTo("minilm");
        assertThat(answer.at("/usage/prompt_tokens").asInt())
                .isEqualTo(encode(text).getIds().length)
                .isEqualTo(answer.at("/usage/total_tokens").asInt());
        HttpResponse<String> base64 =
                embed(
                        "{\"model\":\"minilm\",\"encoding_format\":\"base64\",\"input\":\""
                                + text
                                + "\"}");
        assertThat(vector(json(base64).at("/data/0/embedding")))
                .containsExactly(vector(answer.at("/data/0/embedding")));
    }

    @Test
    void aListKeepsItsOrderAndEachTextIsWhatItIsAlone() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add("number " + i + " and so on".repeat((i * 7) % 13));
        }
        HttpResponse<String> answer =
                embed(
                        TestReplica.JSON.writeValueAsString(
                                Map.of("model", "minilm", "input", texts)));
        assertThat(json(answer).path("data").size()).isEqualTo(40);
        long tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            JsonNode one = json(answer).path("data").get(i);
            assertThat(one.path("index").asInt()).isEqualTo(i);
            assertEqual(vector(one.path("embedding")), directly(texts.get(i)));
            tokens += encode(texts.get(i)).getIds().length;
        }
        assertThat(json(answer).at("/usage/prompt_tokens").asLong()).isEqualTo(tokens);
    }

    @Test
    void aTextThatIsTooLongIsCutAtTheModelsLongestInput() throws Exception {
        String text = "word ".repeat(1000);
        HttpResponse<String> cut = embed("{\"input\":[\"short\",\"" + text + "\"]}");
        assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("1");
        assertThat(embed("{\"input\":\"short\"}").headers().firstValue(Headers.TRUNCATED))
                .isEmpty();
        JsonNode answer = json(embed("{\"input\":\"" + text + "\"}"));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(128);
        assertEqual(vector(answer.at("/data/0/embedding")), directly(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"input":                               | invalid_json    |
                    {"model":"minilm"}                      | invalid_request | input
                    {"input":""}                            | invalid_request | input
                    {"input":[]}                            | invalid_request | input
                    {"input":["a",""]}                      | invalid_request | input
                    {"input":7}                             | invalid_request | input
                    {"input":["a",7]}                       | invalid_request | input
                    {"input":{"text":"a"}}                  | invalid_request | input
                    {"input":null}                          | invalid_request | input
                    {"input":[1,2,3]}                       | invalid_request | input
                    {"input":[[1,2],[3]]}                   | invalid_request | input
                    {"input":"a","dimensions":0}            | invalid_request | dimensions
                    {"input":"a","dimensions":385}          | invalid_request | dimensions
                    {"input":"a","dimensions":1.5}          | invalid_request | dimensions
                    {"input":"a","dimensions":99999999999}  | invalid_request | dimensions
                    {"input":"a","truncate":"START"}        | invalid_request | truncate
                    {"input":"a","truncate":1}              | invalid_request | truncate
                    {"input":"a","encoding_format":"int8"}  | invalid_request | encoding_format
                    """)
    void aWrongRequestIsRefusedInOpenAisForm(String body, String code, String param)
            throws Exception {
        HttpResponse<String> answer = embed(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asString("")).isEqualTo(param == null ? "" : param);
        assertThat(error.path("message").asString()).isNotBlank();
    }

    @Test
    void aListThatIsTooLongIsRefused() throws Exception {
        HttpResponse<String> answer = embed("{\"input\":[\"a\"" + ",\"a\"".repeat(2048) + "]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("more than 2048 elements");
    }

    @Test
    void fewerDimensionsAreTheBeginningOfTheVectorNormalisedAgain() throws Exception {
        String text = "dimensions that are left";
        float[] whole = directly(text);
        double squares = 0;
        for (int i = 0; i < 64; i++) {
            squares += whole[i] * whole[i];
        }
        float[] expected = new float[64];
        for (int i = 0; i < 64; i++) {
            expected[i] = (float) (whole[i] / Math.sqrt(squares));
        }
        for (String format : List.of("float", "base64")) {
            HttpResponse<String> answer =
                    embed(
                            "{\"dimensions\":64,\"encoding_format\":\"%s\",\"input\":\"%s\"}"
                                    .formatted(format, text));
            assertEqual(vector(json(answer).at("/data/0/embedding")), expected);
        }
        assertThat(embed("{\"input\":\"a\",\"dimensions\":385}").body()).contains("from 1 to 384");
    }

    @Test
    void listsOfTokensNameTheOptionThatTurnsThemOff() throws Exception {
        assertThat(embed("{\"input\":[[1,2]]}").body())
                .contains("check_embedding_ctx_length=False");
    }

    @Test
    void aModelWithoutTheTaskSaysSo() throws Exception {
        HttpResponse<String> answer = replica.post("/v1/embeddings", "add", 1, "{\"input\":\"a\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/code").asString()).isEqualTo("task_not_supported");
        assertThat(json(answer).at("/error/message").asString())
                .isEqualTo(
                        "model 'add' makes no embeddings: its task is not declared;"
                                + " POST /v2/models/{model}/infer answers for its tensors");
        HttpResponse<String> rerank =
                replica.post("/v1/rerank", "minilm", 3, "{\"query\":\"a\",\"documents\":[\"b\"]}");
        assertThat(rerank.statusCode()).isEqualTo(400);
        assertThat(json(rerank).at("/error/message").asString())
                .isEqualTo(
                        "model 'minilm' does not rank: its task is 'feature-extraction', which"
                                + " POST /v1/embeddings answers, and POST /v1/similarity");
    }
}
