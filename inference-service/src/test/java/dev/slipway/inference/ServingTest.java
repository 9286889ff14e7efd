package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.testing.TestModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        replica.serve("add", 2, TestModels.addConstant(2, 1));
        replica.serve("two", 1, TestModels.twoByTwo(7));
        replica.serve("slow", 1, TestModels.slow());
        replica.serve("log", 1, TestModels.logAndText());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @Test
    void twoVersionsOfAModelAnswerSideBySide() throws Exception {
        HttpResponse<String> first =
                replica.infer("add", 1, ADD.replace("{\"in", "{\"id\":\"7\",\"in"));
        HttpResponse<String> second = replica.infer("add", 2, ADD);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body())
                .isEqualTo(
                        """
                        {"id":"7","model_name":"add","model_version":"1","outputs":[{"name":"y",\
                        "datatype":"FP32","shape":[1,2],"data":[2.0,3.5]}]}\
                        """);
        assertThat(json(second).at("/outputs/0/data/1").asDouble()).isEqualTo(4.5);
        assertThat(second.headers().firstValue(Headers.MODEL_VERSION)).contains("2");
    }

    @Test
    void outputsOfDifferentTypesAreAnsweredInTheOrderThatWasAskedFor() throws Exception {
        String body =
                """
                {"inputs":[
                  {"data":[[1,0,0],[0,1,0]],"shape":[2,3],"name":"a","datatype":"FP32"},
                  {"name":"b","shape":[2],"datatype":"INT64","data":[9007199254740993,-4]}],
                 "outputs":[{"name":"z"},{"name":"y","parameters":{"binary_data":false}}]}\
                """;
        HttpResponse<String> answer = replica.infer("two", 1, body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/outputs/0/name").asString()).isEqualTo("z");
        assertThat(json(answer).at("/outputs/0/data/0").asLong()).isEqualTo(18014398509481986L);
        assertThat(json(answer).at("/outputs/1/shape").toString()).isEqualTo("[2,4]");
    }

    @Test
    void textsAndTruthValuesGoThroughAModel() throws Exception {
        String body =
                """
                {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]},
                 {"name":"t","shape":[2],"datatype":"BYTES","data":["grüße","\\u0001\\"x"]},
                 {"name":"f","shape":[1],"datatype":"BOOL","data":[true]}]}\
                """;
        HttpResponse<String> answer = replica.infer("log", 1, body);
        assertThat(json(answer).at("/outputs/1/data/0").asString()).isEqualTo("grüße");
        assertThat(json(answer).at("/outputs/1/data/1").asString()).isEqualTo("\u0001\"x");
        assertThat(json(answer).at("/outputs/2/data/0").asBoolean()).isFalse();
    }

    @Test
    void anEmptyTensorIsATensor() throws Exception {
        HttpResponse<String> answer =
                replica.infer(
                        "add",
                        1,
                        """
                        {"inputs":[{"name":"x","shape":[0,2],"datatype":"FP32","data":[]}]}\
                        """);
        assertThat(answer.body()).contains("\"shape\":[0,2],\"data\":[]");
    }

    @Test
    void aGraphThatTakesNoInputsAnswers() throws Exception {
        replica.serve("none", 1, TestModels.withoutInputs());
        assertThat(replica.infer("none", 1, "{\"inputs\":[]}").body()).contains("\"data\":[6.0]");
    }

    @Test
    void aNumberThatJsonCannotCarryIsRefusedWithItsReason() throws Exception {
        String body =
                """
                {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[0]},
                 {"name":"t","shape":[0],"datatype":"BYTES","data":[]},
                 {"name":"f","shape":[1],"datatype":"BOOL","data":[true]}]}\
                """;
        HttpResponse<String> answer = replica.infer("log", 1, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").asString()).contains("NaN or infinity");
    }

    @Test
    void metadataAndReadinessAreAnsweredWithAndWithoutAVersion() throws Exception {
        for (String path : new String[] {"/v2/models/two", "/v2/models/two/versions/1"}) {
            HttpResponse<String> metadata = replica.send(replica.request(path, "two", 1).build());
            assertThat(metadata.body())
                    .isEqualTo(
                            """
                            {"name":"two","versions":["1"],"platform":"onnx_onnxv1","inputs":[\
                            {"name":"a","datatype":"FP32","shape":[-1,3]},\
                            {"name":"b","datatype":"INT64","shape":[2]}],"outputs":[\
                            {"name":"y","datatype":"FP32","shape":[-1,4]},\
                            {"name":"z","datatype":"INT64","shape":[2]}],"parameters":{"batching":\
                            "requests run one at a time: input 'b' has a fixed first dimension of 2; \
                            re-export it with dynamic_axes={'b': {0: 'batch'}} to have requests merged"}}\
                            """);
            HttpResponse<String> ready =
                    replica.send(replica.request(path + "/ready", "two", 1).build());
            assertThat(ready.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"inputs":[                                                                     | invalid_json
                    nonsense                                                                        | invalid_json
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,NaN]}]}        | invalid_json
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]} x        | invalid_json
                    []                                                                              | invalid_request
                    {}                                                                              | invalid_request
                    {"inputs":{}}                                                                   | invalid_request
                    {"inputs":[]}                                                                   | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32"}]}                       | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,2]}]}          | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FLOAT","data":[1,2]}]}         | invalid_input
                    {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}            | invalid_input
                    {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}        | invalid_input
                    {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3]}]}        | invalid_input
                    {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3,4,5]}]}    | invalid_input
                    {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3]]}]}    | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":["1","2"]}]}      | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,1e39]}]}       | invalid_input
                    {"inputs":[{"name":"x","shape":[-1,2],"datatype":"FP32","data":[1,2]}]}         | invalid_input
                    {"inputs":[{"name":"x","shape":[4611686018427387904,2],"datatype":"FP32","data":[1]}]}   | invalid_input
                    {"inputs":[{"name":"x","shape":[1000000000,2],"datatype":"FP32","data":[1]}]}   | invalid_input
                    {"inputs":[{"name":"u","shape":[1,2],"datatype":"FP32","data":[1,2]}]}          | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"u","shape":[1,2],"datatype":"FP32","data":[1,2]}]} | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]} | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}]} | invalid_input
                    {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"q"}]} | invalid_request
                    """)
    void aWrongBodyIsRefusedBeforeTheEngineSeesIt(String body, String code) throws Exception {
        long runs = replica.runs().engineRuns();
        HttpResponse<String> answer = replica.infer("add", 1, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains(code);
        String message = json(answer).path("error").asString();
        assertThat(message).isNotBlank().doesNotContain("jackson", "java", "StreamRead", "Source");
        assertThat(replica.runs().engineRuns()).isEqualTo(runs);
    }

    @Test
    void whatIsNotFromTheGatewayIsRefusedEverywhereButOnProbes() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + replica.port);
        HttpRequest bare =
                HttpRequest.newBuilder(base.resolve("/v2/models/add/infer"))
                        .POST(BodyPublishers.ofString(ADD))
                        .build();
        HttpResponse<String> refused = replica.send(bare);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue(Headers.ERROR)).contains("unauthenticated");
        HttpRequest forged =
                HttpRequest.newBuilder(base.resolve("/v1/embeddings"))
                        .header(Headers.SERVICE_TOKEN, "gateway.replica.00")
                        .POST(BodyPublishers.ofString("{}"))
                        .build();
        HttpResponse<String> openAi = replica.send(forged);
        assertThat(openAi.statusCode()).isEqualTo(401);
        assertThat(json(openAi).at("/error/code").asString()).isEqualTo("unauthenticated");
        assertThat(
                        replica.send(HttpRequest.newBuilder(base.resolve("/livez")).build())
                                .statusCode())
                .isEqualTo(200);
        await(() -> replica.registry.hasHeard(ReplicaState.READY));
        assertThat(
                        replica.send(HttpRequest.newBuilder(base.resolve("/readyz")).build())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void unknownPathsAndMethodsAreToldSo() throws Exception {
        assertThat(status(replica.request("/v2/models/add/other", "add", 1).build()))
                .isEqualTo(404);
        assertThat(status(replica.request("/v1/other", "add", 1).build())).isEqualTo(404);
        assertThat(status(replica.request("/v2/models/add/infer", "add", 1).build()))
                .isEqualTo(405);
    }

    private static int status(HttpRequest request) throws IOException, InterruptedException {
        return replica.send(request).statusCode();
    }

    @Test
    void aRequestForAnotherReplicaModelOrVersionIsMisdirected() throws Exception {
        HttpResponse<String> version = replica.infer("add", 9, ADD);
        assertThat(version.statusCode()).isEqualTo(421);
        assertThat(version.headers().firstValue(Headers.ERROR)).contains("misdirected");
        assertThat(replica.infer("absent", 1, ADD).statusCode()).isEqualTo(421);
        HttpRequest other =
                replica.request("/v2/models/add/infer", "add", 1)
                        .setHeader(Headers.REPLICA, "0190b2f0-0000-7000-8000-000000000000")
                        .POST(BodyPublishers.ofString(ADD))
                        .build();
        assertThat(status(other)).isEqualTo(421);
        HttpRequest unnamed =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + replica.port + "/v2/models/add"))
                        .header(
                                Headers.SERVICE_TOKEN,
                                TestReplica.TOKENS.mint(
                                        dev.slipway.trust.Role.GATEWAY,
                                        dev.slipway.trust.Role.REPLICA))
                        .build();
        assertThat(status(unnamed)).isEqualTo(421);
    }

    @Test
    void aRequestIdIsEchoed() throws Exception {
        HttpRequest request =
                replica.request("/v2/models/add/infer", "add", 1)
                        .header(Headers.REQUEST_ID, "r-17")
                        .POST(BodyPublishers.ofString(ADD))
                        .build();
        assertThat(replica.send(request).headers().firstValue(Headers.REQUEST_ID)).contains("r-17");
    }
}
