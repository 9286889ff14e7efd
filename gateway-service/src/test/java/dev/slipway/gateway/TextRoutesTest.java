package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of texts has the same access, routing, hold, retries and books on every path. */
class TextRoutesTest {
    @TempDir static Path state;
    private static Platform platform;
    private FakeReplica one;
    private FakeReplica two;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void replicas() {
        one = FakeReplica.echoing();
        two = FakeReplica.echoing();
        platform.model("m", 1, 2);
        both();
    }

    private void both() {
        platform.apply(
                one.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)),
                two.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)));
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        one.close();
        two.close();
    }

    private static HttpRequest.Builder asking(String path, String key, String body) {
        return platform.get(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> ask(String path, String body) {
        return platform.send(asking(path, Platform.INFER_KEY, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/similarity", "/v1/classify"})
    void theModelInTheBodyIsAskedByItsNameAndPin(String path) throws InterruptedException {
        platform.apply(one.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)));

        HttpResponse<String> answer = ask(path, "{\"inputs\":\"a\",\"model\":\"m\"}");
        HttpResponse<String> pinned = ask(path, "{\"model\":\"m@1\",\"inputs\":\"a\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(Headers.MODEL_VERSION)).contains("2");
        assertThat(pinned.headers().firstValue(Headers.MODEL_VERSION)).contains("1");
        FakeReplica.Seen seen = one.seen.take();
        assertThat(seen.path()).isEqualTo(path);
        assertThat(seen.body()).isEqualTo("{\"inputs\":\"a\",\"model\":\"m\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/similarity", "/v1/classify"})
    void whoMayNotAskIsRefusedInTheDialectOfThePath(String path) {
        assertOpenAi(
                platform.send(asking(path, Platform.OTHER_KEY, "{\"model\":\"m\"}")),
                403,
                "forbidden");
        assertOpenAi(ask(path, "{\"model\":\"nobody\"}"), 404, "model_not_found");
        assertOpenAi(ask(path, "{\"inputs\":\"a\"}"), 400, "invalid_request");
        assertOpenAi(platform.ask(path), 405, "method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/similarity", "/v1/classify"})
    void aReplicaThatBreaksLosesTheRequestToTheOther(String path) {
        for (FakeReplica.Behaviour bad :
                List.of(FakeReplica.BREAK, FakeReplica.error(421, "misdirected"))) {
            one.behave(bad);
            for (int i = 0; i < 5; i++) {
                assertThat(ask(path, "{\"model\":\"m\"}").statusCode()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/similarity", "/v1/classify"})
    void whereNobodyIsReadyTheRequestWaits(String path) {
        platform.apply();
        CompletableFuture<HttpResponse<String>> answer =
                platform.sendAsync(asking(path, Platform.INFER_KEY, "{\"model\":\"m\"}"));
        await(() -> platform.metric("slipway.gateway.hold.requests") == 1);

        both();

        assertThat(answer.join().statusCode()).isEqualTo(200);
    }
}
