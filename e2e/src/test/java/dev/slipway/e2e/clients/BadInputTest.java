package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.load.Answer;
import dev.slipway.e2e.load.Connection;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class BadInputTest {
    private static final String GOOD_X = tensor("x", "[1,3]", "INT64", "[1,2,3]");
    private static final String INFER = "/v2/models/line/infer";

    private Platform platform;

    @BeforeAll
    void start(Platform shared) throws Exception {
        platform = shared;
        AdminApi admin = platform.admin();
        admin.deploy("line", Models.line(1, 1), Duration.ofSeconds(60));
        admin.uploadModel("idle", Models.line(1, 1));
    }

    static Stream<Arguments> refusedQuestions() {
        return Stream.of(
                bad("broken JSON", 400, INFER, "{\"inputs\":["),
                bad("no inputs", 400, INFER, "{}"),
                bad("wrong datatype", 400, INFER, x("[1,3]", "FP32", "[1,2,3]")),
                bad("unknown datatype", 400, INFER, x("[1,3]", "INT65", "[1,2,3]")),
                bad("wrong rank", 400, INFER, x("[3]", "INT64", "[1,2,3]")),
                bad("wrong shape", 400, INFER, x("[1,4]", "INT64", "[1,2,3,4]")),
                bad("negative shape", 400, INFER, x("[-1,3]", "INT64", "[1,2,3]")),
                bad("wrong count", 400, INFER, x("[2,3]", "INT64", "[1,2,3]")),
                bad("overflowing shape", 400, INFER, x("[4611686018427387904,3]", "INT64", "[1]")),
                bad("text for a number", 400, INFER, x("[1,3]", "INT64", "[1,\"2\",3]")),
                bad("fraction for INT64", 400, INFER, x("[1,3]", "INT64", "[1,2.5,3]")),
                bad("too large for INT64", 400, INFER, x("[1,3]", "INT64", "[1,2,9e30]")),
                bad("surplus input", 400, INFER, inputs(GOOD_X, GOOD_X.replace("\"x\"", "\"z\""))),
                bad("duplicate input", 400, INFER, inputs(GOOD_X, GOOD_X)),
                bad("missing input", 400, INFER, inputs()),
                bad("half a pair", 400, INFER, inputs(GOOD_X.replace("\"x\"", "\"\\ud800x\""))),
                bad("a long name", 400, INFER, "{\"" + "n".repeat(2_000) + "\":1}"),
                bad("priority out of range", 400, INFER, saying("\"priority\":11")),
                bad("negative priority", 400, INFER, saying("\"priority\":-1")),
                bad("no time", 400, INFER, saying("\"timeout\":0")),
                bad("part of a sequence", 400, INFER, saying("\"sequence_id\":42")),
                bad("unknown model", 404, "/v2/models/nobody/infer", inputs(GOOD_X)),
                bad("not deployed", 404, "/v2/models/idle/infer", inputs(GOOD_X)),
                bad("unknown version", 404, "/v2/models/line/versions/9/infer", inputs(GOOD_X)),
                bad("unknown path", 404, "/v2/nothing/here", inputs(GOOD_X)),
                bad("OpenAI, broken JSON", 400, "/v1/embeddings", "{\"model\":\"minilm\""),
                bad("OpenAI, no model", 400, "/v1/embeddings", "{\"input\":\"x\"}"),
                bad("OpenAI, no input", 400, "/v1/embeddings", "{\"model\":\"minilm\"}"),
                bad(
                        "OpenAI, a number as input",
                        400,
                        "/v1/embeddings",
                        "{\"model\":\"minilm\",\"input\":7}"),
                bad(
                        "OpenAI, unknown model",
                        404,
                        "/v1/embeddings",
                        "{\"model\":\"nobody\",\"input\":\"x\"}"),
                bad(
                        "OpenAI, a model that makes no embeddings",
                        400,
                        "/v1/embeddings",
                        "{\"model\":\"line\",\"input\":\"x\"}"),
                bad(
                        "OpenAI, an encoding that nobody knows",
                        400,
                        "/v1/embeddings",
                        "{\"model\":\"minilm\",\"input\":\"x\",\"encoding_format\":\"int8\"}"),
                bad(
                        "OpenAI, more dimensions than the model has",
                        400,
                        "/v1/embeddings",
                        "{\"model\":\"minilm\",\"input\":\"x\",\"dimensions\":385}"),
                bad("OpenAI, unknown path", 404, "/v1/nothing", "{\"model\":\"minilm\"}"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refusedQuestions")
    void aBadQuestionIsRefusedInTheClientsDialect(String name, int status, String path, String body)
            throws Exception {
        AdminApi.Reply reply = platform.client().post(path, body);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertDialect(path, reply.body());
    }

    @Test
    void withoutAKeyOrWithAWrongOneNobodyIsAnswered() throws Exception {
        for (String path :
                new String[] {INFER, "/v1/embeddings", "/admin/v1/models/line/rollouts"}) {
            for (Map<String, String> headers :
                    Stream.of(
                                    Map.<String, String>of(),
                                    Map.of("Authorization", "Bearer slw_abcdefgh_wrong"),
                                    Map.of("Authorization", "Bearer " + platform.inferKey() + "x"),
                                    Map.of("Authorization", "Basic abc"))
                            .toList()) {
                AdminApi.Reply reply =
                        new AdminApi(platform.url(), headers).post(path, inputs(GOOD_X));
                assertThat(reply.status()).as(path + headers.keySet()).isEqualTo(401);
                assertDialect(path, reply.body());
            }
        }
    }

    @Test
    void aKeyWithoutTheGrantIsForbidden() throws Exception {
        AdminApi client = platform.client();
        AdminApi.Reply upload = client.upload("line", Map.of("model.onnx", Models.line(1, 1)));
        assertThat(upload.status()).isEqualTo(403);
        assertDialect("/admin/v1", upload.body());
        assertThat(client.post("/admin/v1/models/line/rollouts", "{\"version\":1}").status())
                .isEqualTo(403);
        assertThat(client.put("/admin/v1/pools/default", "{\"min\":0,\"max\":0}").status())
                .isEqualTo(403);
    }

    @Test
    void aBodyOverTheLimitIsRefusedAlsoInChunks() throws Exception {
        String head =
                "POST /v2/models/line/infer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + platform.inferKey()
                        + "\r\nContent-Type: application/json\r\n";
        assertThat(
                        firstAnswer(
                                        (head + "Content-Length: 99999999999\r\n\r\n{")
                                                .getBytes(StandardCharsets.US_ASCII),
                                        new byte[0],
                                        0)
                                .status())
                .isEqualTo(413);
        byte[] piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) ' ');
        byte[] chunk = new byte[piece.length + 10];
        byte[] size = "100000\r\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(piece, 0, chunk, size.length, piece.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        Answer answer =
                firstAnswer(
                        (head + "Transfer-Encoding: chunked\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII),
                        chunk,
                        100);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).startsWith("{\"error\":");
    }

    /** Sends until the server has answered or does not listen any more. */
    private Answer firstAnswer(byte[] head, byte[] piece, int times) throws IOException {
        try (Connection connection = Connection.open(platform.port())) {
            connection.send(head);
            try {
                for (int i = 0; i < times; i++) {
                    connection.send(piece);
                }
            } catch (IOException notListening) {
                // The answer is on its way or was lost with the connection; reading tells.
            }
            return connection.read(Duration.ofSeconds(30));
        }
    }

    @Test
    void aDeadlineThatRunsOutAtTheReplicaIsGatewayTimeout() throws Exception {
        AdminApi admin = platform.admin();
        admin.deploy("late", Models.counter(), Duration.ofSeconds(60));
        AdminApi hasty =
                new AdminApi(
                        platform.url(),
                        Map.of(
                                "Authorization",
                                "Bearer " + platform.inferKey(),
                                "X-Request-Timeout-Ms",
                                "300"));
        String slow = inputs(tensor("steps", "[1]", "INT64", "[100000000]"));
        AdminApi.Reply reply = hasty.post("/v2/models/late/infer", slow);
        assertThat(reply.status()).isEqualTo(504);
        assertDialect("/v2", reply.body());
    }

    @Test
    void whereNothingIsReadyUntilTheDeadlineItIsUnavailable() throws Exception {
        AdminApi admin = platform.admin();
        admin.put("/admin/v1/pools/default", "{\"min\":0,\"max\":0}").expect(200);
        try {
            Awaitility.await("no replica is left")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> platform.replicas().isEmpty());
            AdminApi hasty =
                    new AdminApi(
                            platform.url(),
                            Map.of(
                                    "Authorization",
                                    "Bearer " + platform.inferKey(),
                                    "X-Request-Timeout-Ms",
                                    "500"));
            AdminApi.Reply reply = hasty.post(INFER, inputs(GOOD_X));
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers()).containsEntry("x-slipway-error", "no_replica_ready");
            assertDialect(INFER, reply.body());
        } finally {
            admin.put("/admin/v1/pools/default", "{\"min\":1,\"max\":1}").expect(200);
            assertThat(platform.client().post(INFER, inputs(GOOD_X)).status())
                    .as("held until the pool is back")
                    .isEqualTo(200);
        }
    }

    @Test
    void uploadsThatAreNoModelsAreRefusedAndLeaveNothing() throws Exception {
        byte[] good = Models.twoByTwo(new Random(3));
        Map<String, Map<String, byte[]>> uploads = new LinkedHashMap<>();
        uploads.put(
                "not ONNX", Map.of("model.onnx", "hello, world".getBytes(StandardCharsets.UTF_8)));
        uploads.put("truncated", Map.of("model.onnx", Arrays.copyOf(good, good.length / 2)));
        uploads.put("empty", Map.of("model.onnx", new byte[0]));
        uploads.put("..", Map.of("../model.onnx", good));
        uploads.put("absolute", Map.of("/etc/model.onnx", good));
        AdminApi admin = platform.admin();
        for (Map.Entry<String, Map<String, byte[]>> upload : uploads.entrySet()) {
            AdminApi.Reply reply = admin.upload("refused", upload.getValue());
            assertThat(reply.status()).as(upload.getKey() + ": " + reply.body()).isIn(400, 422);
            assertDialect("/admin/v1", reply.body());
        }
        assertThat(admin.get("/admin/v1/models/refused").status()).isEqualTo(404);
    }

    private static void assertDialect(String path, JsonNode body) {
        String sentence;
        if (path.startsWith("/v1")) {
            sentence = body.get("error").get("message").asString();
            assertThat(body.get("error").has("type")).isTrue();
            assertThat(body.get("error").has("code")).isTrue();
        } else if (path.startsWith("/v2")) {
            sentence = body.get("error").asString();
        } else {
            sentence = body.get("detail").asString();
            assertThat(body.has("title")).isTrue();
            assertThat(body.has("code")).isTrue();
        }
        assertThat(sentence).isNotBlank();
        assertThat(body.toString())
                .doesNotContain("127.0.0.1", "localhost", "Exception", "dev.slipway", "/work");
    }

    private static Arguments bad(String name, int status, String path, String body) {
        return Arguments.of(name, status, path, body);
    }

    private static String x(String shape, String datatype, String data) {
        return inputs(tensor("x", shape, datatype, data));
    }

    private static String inputs(String... tensors) {
        return "{\"inputs\":[" + String.join(",", tensors) + "]}";
    }

    private static String saying(String parameters) {
        return inputs(GOOD_X).replace("{\"inputs", "{\"parameters\":{" + parameters + "},\"inputs");
    }

    private static String tensor(String name, String shape, String datatype, String data) {
        return "{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}"
                .formatted(name, shape, datatype, data);
    }
}
