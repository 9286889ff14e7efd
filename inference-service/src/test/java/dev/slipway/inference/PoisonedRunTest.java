package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.json;
import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.testing.Graph;
import dev.slipway.inference.testing.TestPackage;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One of the requests that share a run makes it fail; the others do not notice. */
class PoisonedRunTest {
    private static final int REQUESTS = 8;
    private static final float POISON = 5000;

    /** The whole, two halves, two quarters of the half that failed, and two requests alone. */
    private static final int RUNS = 7;

    /** Requests of the first five of those runs. */
    private static final int SHARING = 8 + 4 + 4 + 2 + 2;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("fragile", 1, fragile());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    /**
     * {@code y = x}, a row independent of others; but a run in which a number is over 1000 fails,
     * since one element then has no place in a shape of more.
     */
    private static TestPackage fragile() {
        byte[] model =
                new Graph("fragile")
                        .input("x", Graph.FLOAT, "n", 2)
                        .output("y", Graph.FLOAT, "n", 2)
                        .floats("limit", new float[] {1000}, 1)
                        .floats("zero", new float[] {0}, 1)
                        .longs("one", new long[] {1}, 1)
                        .node("Greater", List.of("x", "limit"), List.of("over"))
                        .node("Cast", List.of("over"), List.of("marks"), Graph.number("to", 7))
                        .node(
                                "ReduceSum",
                                List.of("marks"),
                                List.of("count"),
                                Graph.number("keepdims", 0))
                        .node("Add", List.of("one", "count"), List.of("shape"))
                        .node("Reshape", List.of("zero", "shape"), List.of("nothing"))
                        .node("Add", List.of("x", "nothing"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                        TestPackage.signature(
                                new TensorSpec[] {spec("x", "FP32", "n", 2)},
                                spec("y", "FP32", "n", 2)),
                        Map.of("model.onnx", model),
                        null,
                        REQUESTS)
                .with(new FixedBatching(1_000_000, List.of(REQUESTS)));
    }

    private static HttpRequest request(String type, byte[] body) {
        return replica.request("/v2/models/fragile/infer", "fragile", 1)
                .header(Headers.REQUEST_ID, "r-1")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private static HttpRequest inJson(float first) {
        String body =
                """
                {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[%s,0.5]}]}\
                """
                        .formatted(first);
        return request("application/json", body.getBytes(UTF_8));
    }

    private static HttpRequest inAMessage(float first) {
        ModelInferRequest message =
                ModelInferRequest.newBuilder()
                        .addInputs(
                                InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(1)
                                        .addShape(2)
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addFp32Contents(first)
                                                        .addFp32Contents(0.5f)))
                        .build();
        return request("application/x-protobuf", message.toByteArray());
    }

    private static void assertFailed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("engine_failed");
        assertThat(answer.headers().firstValue(Headers.REQUEST_ID)).contains("r-1");
        assertThat(answer.body())
                .contains("the model failed on this input")
                .doesNotContain("onnxruntime", "/", "::");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "3, false", "7, false", "5, true"})
    void onlyTheRequestToBlameFails(int poisoned, boolean message) throws Exception {
        RunCounters own = replica.runs().of(new RunCounters.Version("fragile", 1));
        long runs = own.engineRuns();
        long sharing = own.mergedRequests();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            float first = i == poisoned ? POISON : i;
            boolean isMessage = message && i == poisoned;
            answers.add(replica.sendAsync(isMessage ? inAMessage(first) : inJson(first)));
        }
        for (int i = 0; i < REQUESTS; i++) {
            HttpResponse<String> answer = answers.get(i).get();
            assertThat(answer.headers().firstValue(Headers.BATCH_ROWS))
                    .contains(Integer.toString(REQUESTS));
            if (i == poisoned) {
                assertFailed(answer);
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(json(answer).at("/outputs/0/data/0").asDouble()).isEqualTo(i);
                assertThat(json(answer).at("/outputs/0/data/1").asDouble()).isEqualTo(0.5);
            }
        }
        assertThat(own.engineRuns()).isEqualTo(runs + RUNS);
        assertThat(own.mergedRequests()).isEqualTo(sharing + SHARING);
    }
}
