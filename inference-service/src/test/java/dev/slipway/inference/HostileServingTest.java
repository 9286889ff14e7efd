package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.json;
import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.testing.Graph;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hurts its own request and nobody else's. */
class HostileServingTest {
    private static final String SHAPED =
            """
            {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]},\
            {"name":"shape","shape":[2],"datatype":"INT64","data":[%d,1]}]}\
            """;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        replica.serve("shaped", 1, shaped());
        replica.serve("unranked", 1, unranked());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    /** {@code y} has the elements of {@code x} in a shape that is an input too. */
    private static TestPackage shaped() {
        byte[] model =
                new Graph("shaped")
                        .input("x", Graph.FLOAT, "n")
                        .input("shape", Graph.INT64, 2)
                        .output("y", Graph.FLOAT, "a", "b")
                        .node("Reshape", List.of("x", "shape"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n"), spec("shape", "INT64", 2)},
                        spec("y", "FP32", "a", "b")),
                model);
    }

    /** A cross-encoder whose every score is NaN. */
    private static TestPackage unranked() throws IOException {
        byte[] model =
                new Graph("unranked")
                        .input("input_ids", Graph.INT64, "n", "t")
                        .input("attention_mask", Graph.INT64, "n", "t")
                        .output("logits", Graph.FLOAT, "n", 1)
                        .floats("nothing", new float[] {Float.NaN}, 1)
                        .longs("second", new long[] {1}, 1)
                        .node("Mul", List.of("input_ids", "attention_mask"), List.of("seen"))
                        .node("Cast", List.of("seen"), List.of("words"), Graph.number("to", 1))
                        .node("Mul", List.of("words", "nothing"), List.of("scores"))
                        .node(
                                "ReduceSum",
                                List.of("scores", "second"),
                                List.of("logits"),
                                Graph.number("keepdims", 1))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {
                            spec("input_ids", "INT64", "n", "t"),
                            spec("attention_mask", "INT64", "n", "t")
                        },
                        spec("logits", "FP32", "n", 1)),
                Map.of(
                        "model.onnx",
                        model,
                        "tokenizer.json",
                        MiniLm.tokenizer(),
                        "tokenizer_config.json",
                        "{\"model_max_length\":48}".getBytes(StandardCharsets.UTF_8)),
                "text-ranking",
                32);
    }

    private static void assertFailed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("engine_failed");
        assertThat(answer.headers().firstValue(Headers.REQUEST_ID)).contains("r-1");
        assertThat(answer.body())
                .contains("the model failed on this input")
                .doesNotContain("onnxruntime", "/", "::");
    }

    private static HttpResponse<String> send(String type, byte[] body) throws Exception {
        return replica.send(
                replica.request("/v2/models/shaped/infer", "shaped", 1)
                        .header(Headers.REQUEST_ID, "r-1")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    @Test
    void anInputThatTheModelFailsOnFailsAloneAndNamesItsRequest() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(
                    replica.sendAsync(
                            replica.inferRequest(
                                    "shaped", 1, BodyPublishers.ofString(SHAPED.formatted(2)))));
        }
        byte[] poison = SHAPED.formatted(3).getBytes(StandardCharsets.UTF_8);

        assertFailed(send("application/json", poison));

        for (CompletableFuture<HttpResponse<String>> other : others) {
            assertThat(json(other.get()).at("/outputs/0/data").toString()).isEqualTo("[1.0,2.0]");
        }
    }

    @Test
    void soItDoesInAMessage() throws Exception {
        ModelInferRequest poison =
                ModelInferRequest.newBuilder()
                        .addInputs(
                                InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(2)
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addFp32Contents(1)
                                                        .addFp32Contents(2)))
                        .addInputs(
                                InferInputTensor.newBuilder()
                                        .setName("shape")
                                        .setDatatype("INT64")
                                        .addShape(2)
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addInt64Contents(3)
                                                        .addInt64Contents(1)))
                        .build();

        assertFailed(send("application/x-protobuf", poison.toByteArray()));
        assertThat(replica.infer("shaped", 1, SHAPED.formatted(2)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aScoreThatIsNoNumberIsRefusedAndNeverRanked(boolean raw) throws Exception {
        HttpResponse<String> answer =
                replica.post(
                        "/v1/rerank",
                        "unranked",
                        1,
                        "{\"query\":\"a\",\"documents\":[\"b\",\"c\"],\"raw_scores\":" + raw + "}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(json(answer).at("/error/code").asString()).isEqualTo("engine_failed");
        assertThat(json(answer).at("/error/message").asString()).contains("is no number");
    }

    @Test
    void halfASurrogatePairInANameIsAnswered() throws Exception {
        HttpResponse<String> answer =
                replica.infer(
                        "add",
                        1,
                        """
                        {"inputs":[{"name":"\\ud800x","shape":[1,2],"datatype":"FP32",\
                        "data":[1,2]}]}\
                        """);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("invalid_input");
        assertThat(json(answer).path("error").asString()).contains("is unknown");
    }
}
