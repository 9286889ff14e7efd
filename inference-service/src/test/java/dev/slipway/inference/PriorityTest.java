package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.Exchange;
import dev.slipway.inference.serving.Opening;
import dev.slipway.inference.serving.RequestHead;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.trust.Role;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How urgent a request may say that it is, whose it is, and that it is part of no sequence. */
class PriorityTest {
    private static final String ADD =
            """
            {"parameters":{%s},\
            "inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;
    private static final String RANGE = " must be a whole number from 0 to 10";

    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    private static HttpResponse<String> infer(String parameters) throws Exception {
        return replica.infer("add", 1, ADD.formatted(parameters));
    }

    private static HttpResponse<String> post(String path, String priority, String body)
            throws Exception {
        return replica.send(
                replica.request(path, "add", 1)
                        .header(Headers.PRIORITY, priority)
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private static HttpResponse<byte[]> message(String name, InferParameter value)
            throws Exception {
        ModelInferRequest request =
                ModelInferRequest.newBuilder()
                        .putParameters(name, value)
                        .addInputs(
                                ModelInferRequest.InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(1)
                                        .addShape(2))
                        .addRawInputContents(ByteString.copyFrom(new byte[8]))
                        .build();
        return client.send(
                replica.request("/v2/models/add/infer", "add", 1)
                        .header("Content-Type", RequestHead.PROTOBUF)
                        .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static InferParameter whole(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    private static void assertRefused(HttpResponse<?> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("invalid_request");
    }

    @Test
    void aPriorityOfTheRangeIsTakenAndDoesNotComeBack() throws Exception {
        HttpResponse<String> answer = infer("\"priority\":1,\"mine\":2,\"sequence_id\":0");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("parameters").toString()).isEqualTo("{\"mine\":2}");
        String path = "/v2/models/add/infer";
        assertThat(post(path, "10", ADD.formatted("")).statusCode()).isEqualTo(200);
        assertThat(post(path, "0", ADD.formatted("\"priority\":0")).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> message = message("priority", whole(10));
        assertThat(message.statusCode()).isEqualTo(200);
        assertThat(ModelInferResponse.parseFrom(message.body()).getParametersMap()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "-1", "18446744073709551615", "1.5", "\"1\"", "null", "[1]"})
    void anyOtherParameterIsRefusedBeforeTheEngineSeesIt(String priority) throws Exception {
        long runs = replica.runs().engineRuns();
        HttpResponse<String> refused = infer("\"priority\":" + priority);
        assertRefused(refused);
        assertThat(json(refused).path("error").asString())
                .startsWith("parameter 'priority'" + RANGE);
        assertThat(replica.runs().engineRuns()).isEqualTo(runs);
    }

    @Test
    void soItIsInAMessage() throws Exception {
        long runs = replica.runs().engineRuns();
        for (InferParameter wrong :
                new InferParameter[] {
                    whole(11),
                    whole(-1),
                    InferParameter.newBuilder().setUint64Param(-1).build(),
                    InferParameter.newBuilder().setStringParam("1").build()
                }) {
            HttpResponse<byte[]> refused = message("priority", wrong);
            assertRefused(refused);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .startsWith("parameter 'priority'" + RANGE);
        }
        assertThat(replica.runs().engineRuns()).isEqualTo(runs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "-1", "99999999999999999999", "1.5", "high", "1, 2", ""})
    void aHeaderThatIsNoPriorityIsRefusedInTheClientsDialect(String priority) throws Exception {
        HttpResponse<String> tensors =
                post("/v2/models/add/infer", priority, ADD.formatted("\"priority\":1"));
        assertRefused(tensors);
        assertThat(json(tensors).path("error").asString()).startsWith(Headers.PRIORITY + RANGE);
        for (String path : new String[] {"/v1/embeddings", "/v1/rerank"}) {
            HttpResponse<String> openAi = post(path, priority, "{}");
            assertRefused(openAi);
            assertThat(json(openAi).at("/error/code").asString()).isEqualTo("invalid_request");
            assertThat(json(openAi).at("/error/message").asString())
                    .startsWith(Headers.PRIORITY + RANGE);
        }
    }

    @ParameterizedTest
    @CsvSource({"sequence_id, 42", "sequence_id, \"a\"", "sequence_start, true", "sequence_end, 1"})
    void aPartOfASequenceIsToldThatModelsKeepNoState(String name, String value) throws Exception {
        HttpResponse<String> refused = infer("\"" + name + "\":" + value);
        assertRefused(refused);
        assertThat(json(refused).path("error").asString())
                .contains("'" + name + "'", "only stateless models");
        HttpResponse<byte[]> message = message(name, whole(42));
        assertRefused(message);
        assertThat(new String(message.body(), StandardCharsets.UTF_8))
                .contains("'" + name + "'", "only stateless models");
    }

    private static Opening open(Map<String, String> said) {
        Map<String, String> headers = new HashMap<>();
        headers.put(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA));
        headers.put(Headers.REPLICA, replica.instance.toString());
        headers.put(Headers.MODEL, "add");
        headers.put(Headers.VERSION, "1");
        headers.putAll(said);
        return replica.context
                .getBean(Door.class)
                .open(new RequestHead("POST", "/v2/models/add/infer", 100, headers::get));
    }

    private static RequestClass admitted(Map<String, String> said) {
        if (open(said) instanceof Opening.Admitted(Exchange exchange)) {
            exchange.end();
            return exchange.requestClass();
        }
        throw new AssertionError("not admitted");
    }

    private static ErrorCode refused(Map<String, String> said) {
        if (open(said) instanceof Opening.Refused(Refusal refusal, var _)) {
            return refusal.code();
        }
        throw new AssertionError("not refused");
    }

    @Test
    void theHeadSaysWhatClassARequestIsOf() {
        assertThat(admitted(Map.of())).isEqualTo(RequestClass.DEFAULT);
        assertThat(admitted(Map.of(Headers.TENANT, "acme"))).isEqualTo(new RequestClass(5, "acme"));
        assertThat(admitted(Map.of(Headers.TENANT, "acme", Headers.PRIORITY, "1")))
                .isEqualTo(new RequestClass(1, "acme"));
    }

    @Test
    void whoIsNotTheGatewayIsToldThatBeforeAnythingOfIt() {
        Map<String, String> wrong = Map.of(Headers.TENANT, "acme", Headers.PRIORITY, "11");
        assertThat(refused(wrong)).isEqualTo(ErrorCode.INVALID_REQUEST);
        Map<String, String> forged = new HashMap<>(wrong);
        forged.put(Headers.SERVICE_TOKEN, "gateway.replica.00");
        assertThat(refused(forged)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
}
