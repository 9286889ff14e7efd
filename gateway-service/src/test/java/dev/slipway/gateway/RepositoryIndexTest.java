package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.openinference.RepositoryIndexRequest;
import dev.slipway.contract.openinference.RepositoryIndexResponse;
import dev.slipway.contract.openinference.RepositoryIndexResponse.ModelIndex;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triton's index of a repository: what the key may ask, and nothing else. */
class RepositoryIndexTest {
    private static final long NUMBER = 1_000;
    private static final String PATH = "/v2/repository/index";

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        client = new RpcClient(platform);
        replica = FakeReplica.echoing();
        platform.registry.publish(
                new RoutingDocument(
                        new DocumentNumber(1, NUMBER),
                        List.of(
                                model("m", "default", 1, 2),
                                model("exact", "default", 7),
                                model("shown", "default", 1),
                                model("idle", "default"),
                                model("theirs", "another", 1)),
                        List.of(
                                replica.routed(
                                        ReplicaState.READY,
                                        64,
                                        serves("m", 2),
                                        serves("exact", 7),
                                        serves("shown", 1),
                                        serves("theirs", 1)))));
        await(() ->
                platform.metric("slipway.gateway.document.number", "document", "routing")
                        == NUMBER);
    }

    private static RoutedModel model(String name, String tenant, int... versions) {
        return new RoutedModel(
                name,
                tenant,
                60_000,
                9,
                Arrays.stream(versions)
                        .mapToObj(number -> new RoutedVersion(number, 50, null, 0))
                        .toList());
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
        replica.close();
    }

    @AfterEach
    void identity() {
        platform.assertIdentity();
    }

    private static HttpResponse<String> ask(String key, String body) {
        return platform.send(
                platform.get(PATH)
                        .header("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void everyVersionOfTheOwnTenantIsListedWithItsState() {
        for (String body : List.of("", "{}", "{\"ready\":false}")) {
            HttpResponse<String> answer = ask(Platform.INFER_KEY, body);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo(
                            "[{\"name\":\"m\",\"version\":\"1\",\"state\":\"UNAVAILABLE\","
                                    + "\"reason\":\"no replica has it ready\"},"
                                    + "{\"name\":\"m\",\"version\":\"2\",\"state\":\"READY\","
                                    + "\"reason\":\"\"},"
                                    + "{\"name\":\"exact\",\"version\":\"7\",\"state\":\"READY\","
                                    + "\"reason\":\"\"},"
                                    + "{\"name\":\"shown\",\"version\":\"1\",\"state\":\"READY\","
                                    + "\"reason\":\"\"},"
                                    + "{\"name\":\"idle\",\"state\":\"UNAVAILABLE\","
                                    + "\"reason\":\"it is not deployed\"}]");
        }
    }

    private static byte[] keeping(String... restingModels) {
        RepositoryIndexResponse.Builder kept = RepositoryIndexResponse.newBuilder();
        kept.addModelsBuilder().setName("exact").setVersion("7").setState("READY");
        for (String model : restingModels) {
            kept.addModelsBuilder()
                    .setName(model)
                    .setVersion("1")
                    .setState("UNAVAILABLE")
                    .setReason("at rest");
        }
        return kept.build().toByteArray();
    }

    @Test
    void whatRestsOnEveryReplicaIsReadyAndSaysSo() throws InterruptedException {
        byte[] kept = keeping("shown", "theirs");
        replica.behave((_, response, _) -> RpcClient.message(response, kept));
        replica.seen.clear();
        try {
            assertThat(ask(Platform.INFER_KEY, "{\"ready\":true}").body())
                    .contains(
                            "{\"name\":\"exact\",\"version\":\"7\",\"state\":\"READY\","
                                    + "\"reason\":\"\"}",
                            "{\"name\":\"shown\",\"version\":\"1\",\"state\":\"READY\","
                                    + "\"reason\":\"at rest\"}")
                    .doesNotContain("theirs");
            assertThat(overGrpc(Platform.INFER_KEY, true)).contains("shown:1:READY");
            FakeReplica.Seen seen = replica.seen.take();
            assertThat(seen.path()).isEqualTo(PATH);
            assertThat(seen.timeLeft()).isEqualTo("2000");
            assertThat(replica.seen).as("a replica is asked once for each index").hasSize(1);
        } finally {
            replica.behave(FakeReplica.echo());
        }
    }

    @Test
    void aReplicaThatDoesNotTellIsTakenToHaveAllInMemory() {
        replica.behave(FakeReplica.error(404, "path_not_found"));
        try {
            assertThat(ask(Platform.INFER_KEY, "").body())
                    .contains("\"shown\"")
                    .doesNotContain("at rest");
        } finally {
            replica.behave(FakeReplica.echo());
        }
    }

    @Test
    void aKeySeesWhatItMayAsk() {
        assertThat(ask(Platform.OTHER_KEY, "").body())
                .isEqualTo(
                        "[{\"name\":\"exact\",\"version\":\"7\",\"state\":\"READY\","
                                + "\"reason\":\"\"}]");
    }

    @Test
    void whatCannotBeAskedNowIsLeftOutWhereThatIsWanted() {
        assertThat(ask(Platform.INFER_KEY, "{\"ready\":true}").body())
                .contains("\"exact\"", "\"shown\"", "\"version\":\"2\"")
                .doesNotContain("UNAVAILABLE", "idle");
    }

    private static HttpResponse<String> askInPieces(String body) {
        byte[] bytes = body.getBytes(US_ASCII);
        return platform.send(
                platform.get(PATH)
                        .header("Authorization", "Bearer " + Platform.INFER_KEY)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    @Test
    void aBodyWhoseLengthIsNotSaidIsBoundedToo() {
        assertThat(askInPieces("{\"ready\":true}" + " ".repeat(4_000)).body())
                .contains("\"exact\"")
                .doesNotContain("UNAVAILABLE");
        assertOip(askInPieces("{\"ready\":true}" + " ".repeat(5_000)), 413, "body_too_large");
    }

    @Test
    void aBodyThatSaysNeitherIsRefused() {
        assertOip(ask(Platform.INFER_KEY, "{\"ready\":1}"), 400, "invalid_request");
        assertOip(ask(Platform.INFER_KEY, "ready"), 400, "invalid_json");
        assertOip(ask(Platform.INFER_KEY, " ".repeat(5_000)), 413, "body_too_large");
        assertOip(
                platform.send(platform.get(PATH).POST(BodyPublishers.noBody())),
                401,
                "unauthenticated");
        assertOip(platform.ask(PATH), 405, "method_not_allowed");
    }

    private static List<String> overGrpc(String key, boolean ready) {
        RepositoryIndexResponse index =
                client.stranger()
                        .withInterceptors(sending("authorization", "Bearer " + key))
                        .repositoryIndex(
                                RepositoryIndexRequest.newBuilder().setReady(ready).build());
        return index.getModelsList().stream().map(RepositoryIndexTest::text).toList();
    }

    private static String text(ModelIndex one) {
        return one.getName() + ":" + one.getVersion() + ":" + one.getState();
    }

    @Test
    void gRpcTellsTheSame() {
        assertThat(overGrpc(Platform.INFER_KEY, false))
                .containsExactly(
                        "m:1:UNAVAILABLE",
                        "m:2:READY",
                        "exact:7:READY",
                        "shown:1:READY",
                        "idle::UNAVAILABLE");
        assertThat(overGrpc(Platform.INFER_KEY, true))
                .containsExactly("m:2:READY", "exact:7:READY", "shown:1:READY");
        assertThat(overGrpc(Platform.OTHER_KEY, false)).containsExactly("exact:7:READY");
    }
}
