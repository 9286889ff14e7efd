package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataResponse;
import dev.slipway.inference.testing.Classifiers;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Classifiers as skl2onnx exports them by default: their scores are maps in the graph. */
class ClassifierTest {
    private static final String PROTOBUF = "application/x-protobuf";

    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;
    private static JsonNode expected;

    @BeforeAll
    static void start() throws Exception {
        expected = Classifiers.expected();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        replica = new TestReplica(cache, Map.of());
        replica.serve("forest", 1, Classifiers.forest(null));
        replica.serve("logistic", 1, Classifiers.logistic(8));
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    private static String body(String more) {
        return "{\"inputs\":[{\"name\":\"X\",\"shape\":[5,4],\"datatype\":\"FP32\",\"data\":"
                + expected.path("rows")
                + "}]"
                + more
                + "}";
    }

    /** The rows' scores, a column a class in the order of the labels. */
    private static void assertScores(String model, ByteBuffer actual) {
        JsonNode rows = expected.path(model).path("scores");
        for (JsonNode row : rows) {
            for (JsonNode score : row) {
                assertThat(actual.getFloat()).isCloseTo((float) score.asDouble(), within(1e-5f));
            }
        }
        assertThat(actual.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forest", "logistic"})
    void labelsAndScoresInJsonAreScikitLearns(String model) throws Exception {
        HttpResponse<String> answer = replica.infer(model, 1, body(""));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode outputs = TestReplica.json(answer).path("outputs");
        assertThat(outputs.at("/0/data")).isEqualTo(expected.at("/" + model + "/labels"));
        assertThat(outputs.at("/1/shape").toString()).isEqualTo("[5,3]");
        ByteBuffer scores = ByteBuffer.allocate(5 * 3 * 4);
        outputs.at("/1/data").forEach(score -> scores.putFloat((float) score.asDouble()));
        assertScores(model, scores.flip());
    }

    @Test
    void oneOfTheOutputsMayBeAskedFor() throws Exception {
        for (String output : new String[] {Classifiers.LABEL, Classifiers.SCORES}) {
            HttpResponse<String> answer =
                    replica.infer(
                            "forest", 1, body(",\"outputs\":[{\"name\":\"" + output + "\"}]"));
            assertThat(TestReplica.json(answer).path("outputs").size()).isEqualTo(1);
            assertThat(TestReplica.json(answer).at("/outputs/0/name").asString()).isEqualTo(output);
        }
    }

    @Test
    void labelsAndScoresAreBinaryDataToo() throws Exception {
        HttpResponse<byte[]> answer =
                client.send(
                        replica.inferRequest(
                                "logistic",
                                1,
                                BodyPublishers.ofString(
                                        body(",\"parameters\":{\"binary_data_output\":true}"))),
                        BodyHandlers.ofByteArray());
        int json =
                Integer.parseInt(
                        answer.headers()
                                .firstValue("Inference-Header-Content-Length")
                                .orElseThrow());
        ByteBuffer data =
                ByteBuffer.wrap(Arrays.copyOfRange(answer.body(), json, answer.body().length))
                        .order(ByteOrder.LITTLE_ENDIAN);
        assertLabels(data);
        assertScores("logistic", data);
    }

    private static void assertLabels(ByteBuffer data) {
        for (JsonNode label : expected.at("/logistic/labels")) {
            byte[] text = new byte[data.getInt()];
            data.get(text);
            assertThat(new String(text, UTF_8)).isEqualTo(label.asString());
        }
    }

    @Test
    void labelsAndScoresGoThroughGrpcsForm() throws Exception {
        ByteBuffer rows = ByteBuffer.allocate(5 * 4 * 4).order(ByteOrder.LITTLE_ENDIAN);
        expected.path("rows")
                .forEach(row -> row.forEach(value -> rows.putFloat((float) value.asDouble())));
        ModelInferRequest request =
                ModelInferRequest.newBuilder()
                        .addInputs(
                                InferInputTensor.newBuilder()
                                        .setName("X")
                                        .setDatatype("FP32")
                                        .addShape(5)
                                        .addShape(4))
                        .addRawInputContents(ByteString.copyFrom(rows.flip()))
                        .build();
        HttpResponse<byte[]> answer =
                client.send(
                        replica.request("/v2/models/logistic/infer", "logistic", 1)
                                .header("Content-Type", PROTOBUF)
                                .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                                .build(),
                        BodyHandlers.ofByteArray());
        ModelInferResponse read = ModelInferResponse.parseFrom(answer.body());
        assertLabels(little(read.getRawOutputContents(0)));
        assertScores("logistic", little(read.getRawOutputContents(1)));
    }

    private static ByteBuffer little(ByteString bytes) {
        return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void metadataNamesTheClasses() throws Exception {
        HttpResponse<String> json =
                replica.send(replica.request("/v2/models/logistic", "logistic", 1).build());
        assertThat(json.body())
                .contains(
                        "{\"name\":\"output_probability\",\"datatype\":\"FP32\",\"shape\":[-1,3],"
                                + "\"parameters\":{\"labels\":[\"blue\",\"green\",\"gr\u00fcn\"]}}");
        HttpResponse<byte[]> message =
                client.send(
                        replica.request("/v2/models/forest", "forest", 1)
                                .header("Accept", PROTOBUF)
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(ModelMetadataResponse.parseFrom(message.body()).getPropertiesMap())
                .containsEntry("output_probability.labels", "[\"3\",\"7\",\"40\"]");
    }
}
