package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.protobuf.ByteString;
import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whatever dialect asks a model alone for the same is given the same bits. */
class SameBitsTest {
    private static final String OCTETS = "application/octet-stream";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String TEXT = "A boat leaves the slipway.";

    /** Of numbers with many digits, of a very small one and of a negative nought. */
    private static final float[] A = {0.1f, -3.3333333f, 1e-38f, 7.777778e8f, -0.0f, 0.7f};

    private static final long[] B = {3, -4};

    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;

    /** An input, its elements as {@code float[]} or {@code long[]}. */
    private record Input(String name, String datatype, List<Integer> shape, Object data) {
        int bytes() {
            return data instanceof float[] floats
                    ? floats.length * Float.BYTES
                    : ((long[]) data).length * Long.BYTES;
        }

        byte[] raw() {
            ByteBuffer raw = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
            if (data instanceof float[] floats) {
                raw.asFloatBuffer().put(floats);
            } else {
                raw.asLongBuffer().put((long[]) data);
            }
            return raw.array();
        }

        InferInputTensor.Builder message() {
            InferInputTensor.Builder message =
                    InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
            shape.forEach(message::addShape);
            return message;
        }

        InferTensorContents typed() {
            InferTensorContents.Builder contents = InferTensorContents.newBuilder();
            if (data instanceof float[] floats) {
                for (float value : floats) {
                    contents.addFp32Contents(value);
                }
            } else {
                for (long value : (long[]) data) {
                    contents.addInt64Contents(value);
                }
            }
            return contents.build();
        }

        Map<String, Object> json(String member, Object value) {
            return Map.of("name", name, "datatype", datatype, "shape", shape, member, value);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        // How many threads share a run is no matter of dialects.
        replica = new TestReplica(cache, Map.of("slipway.engine.wide-lane", "false"));
        replica.serve("two", 1, TestModels.twoByTwo(7));
        replica.serve("first", 1, firstTokens());
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    /** MiniLM whose vectors are what the graph gives for the first token, untouched. */
    private static TestPackage firstTokens() throws Exception {
        String pooling = "{\"pooling_mode_cls_token\":true,\"pooling_mode_mean_tokens\":false}";
        return TestPackage.of(
                MiniLm.files(null).manifest().signature(),
                Map.of(
                        "model.onnx",
                        MiniLm.model(),
                        "tokenizer.json",
                        MiniLm.tokenizer(),
                        "1_Pooling/config.json",
                        pooling.getBytes(UTF_8)),
                "feature-extraction",
                null);
    }

    private static HttpResponse<byte[]> send(
            String model, String type, byte[] body, String... headers) throws Exception {
        var request =
                replica.request("/v2/models/" + model + "/infer", model, 1)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return answer;
    }

    private static int[] bits(byte[] littleEndian) {
        int[] bits = new int[littleEndian.length / Integer.BYTES];
        ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(bits);
        return bits;
    }

    /** Of numbers in JSON, which are the shortest that mean just one FP32. */
    private static int[] bits(JsonNode numbers) {
        int[] bits = new int[numbers.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits((float) numbers.get(i).asDouble());
        }
        return bits;
    }

    private static int[] inJson(String model, String output, List<Input> inputs) throws Exception {
        List<Map<String, Object>> written = new ArrayList<>();
        inputs.forEach(input -> written.add(input.json("data", input.data())));
        byte[] body =
                JSON.writeValueAsBytes(
                        Map.of("inputs", written, "outputs", List.of(Map.of("name", output))));
        HttpResponse<byte[]> answer = send(model, "application/json", body);
        return bits(JSON.readTree(answer.body()).at("/outputs/0/data"));
    }

    private static int[] inBinary(String model, String output, List<Input> inputs)
            throws Exception {
        List<Map<String, Object>> written = new ArrayList<>();
        int size = 0;
        for (Input input : inputs) {
            size += input.bytes();
            written.add(input.json("parameters", Map.of("binary_data_size", input.bytes())));
        }
        Map<String, Object> wanted =
                Map.of("name", output, "parameters", Map.of("binary_data", true));
        byte[] head = JSON.writeValueAsBytes(Map.of("inputs", written, "outputs", List.of(wanted)));
        ByteBuffer body = ByteBuffer.allocate(head.length + size).put(head);
        inputs.forEach(input -> body.put(input.raw()));
        HttpResponse<byte[]> answer =
                send(
                        model,
                        OCTETS,
                        body.array(),
                        Headers.JSON_LENGTH,
                        Integer.toString(head.length));
        int json = Integer.parseInt(answer.headers().firstValue(Headers.JSON_LENGTH).orElseThrow());
        return bits(Arrays.copyOfRange(answer.body(), json, answer.body().length));
    }

    private static int[] inAMessage(String model, String output, List<Input> inputs, boolean typed)
            throws Exception {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder()
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName(output));
        for (Input input : inputs) {
            InferInputTensor.Builder message = input.message();
            if (typed) {
                message.setContents(input.typed());
            } else {
                request.addRawInputContents(ByteString.copyFrom(input.raw()));
            }
            request.addInputs(message);
        }
        HttpResponse<byte[]> answer = send(model, PROTOBUF, request.build().toByteArray());
        return bits(
                ModelInferResponse.parseFrom(answer.body()).getRawOutputContents(0).toByteArray());
    }

    private static int[] inEveryForm(String model, String output, List<Input> inputs)
            throws Exception {
        int[] bits = inBinary(model, output, inputs);
        assertThat(bits).isNotEmpty();
        assertThat(inJson(model, output, inputs)).as("JSON").isEqualTo(bits);
        assertThat(inAMessage(model, output, inputs, false)).as("raw contents").isEqualTo(bits);
        assertThat(inAMessage(model, output, inputs, true)).as("typed contents").isEqualTo(bits);
        return bits;
    }

    @Test
    void tensorsInEveryFormOfTheProtocol() throws Exception {
        List<Input> inputs =
                List.of(
                        new Input("a", "FP32", List.of(2, 3), A),
                        new Input("b", "INT64", List.of(2), B));

        assertThat(inEveryForm("two", "y", inputs)).hasSize(2 * 4);
    }

    @Test
    void aTextAsItsTokensAndAsItsEmbedding() throws Exception {
        int[] tokens = inEveryForm("first", "last_hidden_state", textInputs());
        int[] expected = Arrays.copyOf(tokens, MiniLm.WIDTH);

        assertThat(bits(embedding("float"))).as("numbers").isEqualTo(expected);
        assertThat(bits(Base64.getDecoder().decode(embedding("base64").asString())))
                .as("base64")
                .isEqualTo(expected);
    }

    private static JsonNode embedding(String format) throws Exception {
        HttpResponse<String> answer =
                replica.post(
                        "/v1/embeddings",
                        "first",
                        1,
                        JSON.writeValueAsString(Map.of("input", TEXT, "encoding_format", format)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestReplica.json(answer).at("/data/0/embedding");
    }

    private static List<Input> textInputs() throws Exception {
        long[] ids;
        try (HuggingFaceTokenizer own =
                HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(MiniLm.tokenizer()),
                        Map.of("padding", "false", "truncation", "true", "maxLength", "128"))) {
            ids = own.encode(TEXT).getIds();
        }
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        List<Integer> shape = List.of(1, ids.length);
        return List.of(
                new Input("input_ids", "INT64", shape, ids),
                new Input("attention_mask", "INT64", shape, mask),
                new Input("token_type_ids", "INT64", shape, new long[ids.length]));
    }
}
