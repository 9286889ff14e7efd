package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door itself refuses: right status, in the client's dialect, nothing internal. */
class RefusalTest {
    @TempDir static Path state;
    private static Platform platform;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        replica = FakeReplica.echoing();
        platform.model("m", 3);
        platform.model("idle");
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 3)));
    }

    @AfterAll
    static void stop() {
        platform.close();
        replica.close();
    }

    @AfterEach
    void identity() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isZero();
    }

    private static HttpResponse<String> embed(String key, String body) {
        return platform.send(
                platform.get("/v1/embeddings")
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void noKey() {
        assertOip(platform.send(platform.get("/v2/models/m")), 401, "unauthenticated");
        assertOpenAi(platform.send(platform.get("/v1/models")), 401, "unauthenticated");
    }

    @Test
    void wrongKey() {
        assertOpenAi(embed("slw_inferkey_wrong", "{\"model\":\"m\"}"), 401, "unauthenticated");
        assertOpenAi(embed("sk-foreign", "{\"model\":\"m\"}"), 401, "unauthenticated");
    }

    @Test
    void keyWithoutTheGrant() {
        assertOpenAi(embed(Platform.OTHER_KEY, "{\"model\":\"m\"}"), 403, "forbidden");
        assertOip(
                platform.send(
                        platform.get("/v2/models/m/infer")
                                .header("Authorization", "Bearer " + Platform.OTHER_KEY)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                403,
                "forbidden");
    }

    @Test
    void unknownModel() {
        assertOip(platform.send(platform.infer("nowhere", "{}")), 404, "model_not_found");
        assertOpenAi(
                embed(Platform.INFER_KEY, "{\"model\":\"org/No Where\"}"), 404, "model_not_found");
        assertOpenAi(platform.ask("/v1/models/nowhere"), 404, "model_not_found");
        assertThat(platform.ask("/v1/models/nowhere").body()).contains("\"param\":\"model\"");
    }

    @Test
    void modelThatIsNotDeployed() {
        assertOip(platform.send(platform.infer("idle", "{}")), 404, "model_not_deployed");
    }

    @Test
    void versionThatIsNotServedNamesThoseThatAre() {
        HttpResponse<String> answer = platform.send(platform.infer("m@2", "{}"));

        assertOip(answer, 404, "version_not_served");
        assertThat(answer.body()).contains("version 3");
        assertOip(platform.send(platform.infer("m/versions/2", "{}")), 404, "version_not_served");
        assertOip(platform.send(platform.infer("m/versions/x", "{}")), 404, "version_not_found");
    }

    @Test
    void unknownPathAndWrongMethod() {
        assertOip(platform.ask("/v2/nothing"), 404, "path_not_found");
        assertOpenAi(platform.ask("/v1/nothing"), 404, "path_not_found");
        assertThat(platform.ask("/v1/nothing").body()).contains("\"param\":null");
        assertOip(platform.ask("/v2/models/m/infer"), 405, "method_not_allowed");
        HttpResponse<String> plain = platform.ask("/elsewhere");
        assertThat(plain.statusCode()).isEqualTo(404);
        assertThat(plain.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(plain.body()).contains("\"code\":\"path_not_found\"", "\"status\":404");
    }

    @Test
    void brokenJson() {
        assertOpenAi(embed(Platform.INFER_KEY, "{\"input\":["), 400, "invalid_json");
        assertOpenAi(embed(Platform.INFER_KEY, "[]"), 400, "invalid_json");
        assertOpenAi(embed(Platform.INFER_KEY, ""), 400, "invalid_json");
        assertOpenAi(embed(Platform.INFER_KEY, "{\"input\":\"a\"}"), 400, "invalid_request");
    }

    @Test
    void aModelThatIsNoString() {
        for (String wrong : new String[] {"7", "null", "true", "[\"m\"]", "{\"name\":\"m\"}"}) {
            HttpResponse<String> answer =
                    embed(Platform.INFER_KEY, "{\"input\":\"a\",\"model\":" + wrong + "}");

            assertOpenAi(answer, 400, "invalid_request");
            assertThat(answer.body()).contains("model must be a string", "\"param\":\"model\"");
        }
    }

    @Test
    void aBodyThatThereIsNoRoomToKeep() {
        ByteBudget kept = platform.application.getBean(ByteBudget.class);
        long all = DoorLimits.DEFAULT.keptTotalBytes();
        assertThat(kept.take(all)).isTrue();

        HttpResponse<String> refused = platform.send(platform.infer("m", "{}"));
        assertOip(refused, 429, "hold_full");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");

        kept.giveBack(all);
        assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    @Test
    void aBodyThatTakesAllTheTime() throws IOException {
        try (Socket socket = platform.connect()) {
            socket.getOutputStream()
                    .write(
                            ("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\n"
                                            + "X-Request-Timeout-Ms: 80\r\nContent-Length: 9\r\n"
                                            + "Authorization: Bearer "
                                            + Platform.INFER_KEY
                                            + "\r\n\r\n{")
                                    .getBytes(StandardCharsets.US_ASCII));

            String head =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.US_ASCII))
                            .lines()
                            .takeWhile(line -> !line.isEmpty())
                            .collect(Collectors.joining(" "));

            assertThat(head).startsWith("HTTP/1.1 504").contains("deadline_exceeded");
        }
    }

    @Test
    void aMediaTypeThatIsNotTaken() {
        for (String wrong : new String[] {"text/plain", "application/x-protobuf"}) {
            assertOip(
                    platform.send(platform.infer("m", "{}").setHeader("Content-Type", wrong)),
                    415,
                    "unsupported_media_type");
            for (String path : new String[] {"/v1/embeddings", "/v1/rerank"}) {
                assertOpenAi(
                        platform.send(
                                platform.get(path)
                                        .header("Authorization", "Bearer " + Platform.INFER_KEY)
                                        .header("Content-Type", wrong)
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"model\":\"m\"}"))),
                        415,
                        "unsupported_media_type");
            }
        }
        assertThat(
                        platform.send(
                                        platform.infer("m", "{}")
                                                .setHeader(
                                                        "Content-Type",
                                                        "application/json; charset=utf-8"))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aReplicasOwnRefusalOfATypePasses() {
        replica.behave(FakeReplica.error(415, "unsupported_media_type"));

        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));

        replica.behave(FakeReplica.echo());
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("X-Slipway-Error"))
                .contains("unsupported_media_type");
    }

    @Test
    void malformedTimeout() {
        for (String wrong : new String[] {"soon", "0", "-1", "1.5"}) {
            assertOip(
                    platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", wrong)),
                    400,
                    "invalid_request");
        }
    }

    @Test
    void timeoutParameterThatIsNoPositiveWholeNumber() {
        for (String wrong : new String[] {"0", "-5", "1.5", "1e3", "\"7\"", "null", "{}"}) {
            HttpResponse<String> answer =
                    platform.send(
                            platform.infer("m", "{\"parameters\":{\"timeout\":" + wrong + "}}"));

            assertOip(answer, 400, "invalid_request");
            assertThat(answer.body()).contains("microseconds");
        }
    }

    @Test
    void rerankIsOpenAisDialectToo() {
        assertThat(rerank(Platform.INFER_KEY, "{\"query\":\"a\",\"model\":\"m@3\"}").body())
                .isEqualTo("{\"version\":\"3\",\"echo\":\"{'query':'a','model':'m@3'}\"}");
        assertOpenAi(rerank(Platform.INFER_KEY, "{\"query\":\"a\"}"), 400, "invalid_request");
        assertOpenAi(rerank(Platform.INFER_KEY, "{\"model\":\"nowhere\"}"), 404, "model_not_found");
        assertOpenAi(rerank(Platform.OTHER_KEY, "{\"model\":\"m\"}"), 403, "forbidden");
        assertOpenAi(platform.ask("/v1/rerank"), 405, "method_not_allowed");
        assertOip(platform.ask("/v2/rerank"), 404, "path_not_found");
    }

    private static HttpResponse<String> rerank(String key, String body) {
        return platform.send(
                platform.get("/v1/rerank")
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aKeySeesTheModelsOfItsGrantsOnly() {
        HttpResponse<String> list =
                platform.send(
                        platform.get("/v1/models")
                                .header("Authorization", "Bearer " + Platform.OTHER_KEY));

        assertThat(list.body()).isEqualTo("{\"object\":\"list\",\"data\":[]}");
        assertOpenAi(
                platform.send(
                        platform.get("/v1/models/m")
                                .header("Authorization", "Bearer " + Platform.OTHER_KEY)),
                403,
                "forbidden");
    }

    @Test
    void healthAndListsNeedNoReplica() {
        assertThat(platform.send(platform.get("/livez")).statusCode()).isEqualTo(200);
        assertThat(platform.send(platform.get("/readyz")).statusCode()).isEqualTo(200);
        assertThat(platform.send(platform.get("/v2/health/live")).statusCode()).isEqualTo(200);
        assertThat(platform.send(platform.get("/v2/health/ready")).statusCode()).isEqualTo(200);
        assertThat(platform.ask("/v2").body())
                .isEqualTo(
                        "{\"name\":\"slipway\",\"version\":\"0.1.0\","
                                + "\"extensions\":[\"binary_tensor_data\",\"classification\","
                                + "\"model_configuration\",\"model_repository\","
                                + "\"schedule_policy\",\"statistics\"]}");
        assertThat(platform.ask("/v2/models/m/ready").statusCode()).isEqualTo(200);
        assertThat(platform.ask("/v1/models").body())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\","
                                + "\"created\":1700000000,\"owned_by\":\"slipway\"}]}");
        assertThat(platform.ask("/v1/models/m").body()).contains("\"id\":\"m\"");
        assertThat(platform.ask("/v2/models/m").body()).contains("echo");
    }
}
