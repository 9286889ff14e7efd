package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RelayTest {
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

    private void onlyOne() {
        platform.apply(one.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)));
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        one.close();
        two.close();
    }

    @Test
    void answersByTheVersionThatHasTheTraffic() {
        HttpResponse<String> answer = platform.send(platform.infer("m", "{\"a\":1}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"version\":\"2\",\"echo\":\"{'a':1}\"}");
        assertThat(answer.headers().firstValue("X-Model-Version")).contains("2");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void aPinInThePathOrInTheNameChoosesTheVersion() {
        HttpResponse<String> byName = platform.send(platform.infer("m@1", "{}"));
        HttpResponse<String> byPath = platform.send(platform.infer("m/versions/1", "{}"));

        assertThat(byName.headers().firstValue("X-Model-Version")).contains("1");
        assertThat(byPath.headers().firstValue("X-Model-Version")).contains("1");
    }

    @Test
    void findsOpenAisModelInTheBody() throws InterruptedException {
        onlyOne();

        HttpResponse<String> answer =
                platform.send(
                        platform.get("/v1/embeddings")
                                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"input\":[\"a\",{\"model\":1}],\"model\":\"m@1\"}")));

        assertThat(answer.statusCode()).isEqualTo(200);
        FakeReplica.Seen seen = one.seen.take();
        assertThat(seen.path()).isEqualTo("/v1/embeddings");
        assertThat(seen.version()).isEqualTo("1");
    }

    @Test
    void requestIdThatIsFitIsKeptAndOthersAreReplaced() {
        HttpResponse<String> kept =
                platform.send(platform.infer("m", "{}").header("X-Request-Id", "mine-1"));
        HttpResponse<String> replaced =
                platform.send(platform.infer("m", "{}").header("X-Request-Id", "i".repeat(129)));

        assertThat(kept.headers().firstValue("X-Request-Id")).contains("mine-1");
        assertThat(replaced.headers().firstValue("X-Request-Id").orElseThrow())
                .hasSize(36)
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab].*");
    }

    @Test
    void sendsTheTimeThatIsLeft() throws InterruptedException {
        onlyOne();

        platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", "5000"));

        assertThat(Long.parseLong(String.valueOf(one.seen.take().timeLeft()))).isBetween(1L, 5000L);
    }

    @Test
    void theTimeoutParameterShortensTheTimeThatIsLeft() throws InterruptedException {
        onlyOne();
        String body = "{\"parameters\":{\"timeout\":3000000},\"inputs\":[]}";

        platform.send(platform.infer("m", body));
        platform.send(platform.infer("m", body).header("X-Request-Timeout-Ms", "2000"));
        platform.send(platform.infer("m", body).header("X-Request-Timeout-Ms", "9000"));

        for (long most : new long[] {3000, 2000, 3000}) {
            assertThat(Long.parseLong(String.valueOf(one.seen.take().timeLeft())))
                    .isBetween(1L, most);
        }
    }

    @Test
    void theTimeoutParameterEndsAnAttempt() {
        onlyOne();
        one.behave(FakeReplica.NEVER);

        HttpResponse<String> answer =
                platform.send(platform.infer("m", "{\"parameters\":{\"timeout\":100000}}"));

        assertThat(answer.statusCode()).isEqualTo(504);
    }

    @Test
    void aConnectionThatBreaksMovesTheRequest() {
        one.behave(FakeReplica.BREAK);

        for (int i = 0; i < 10; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        assertThat(platform.metric("slipway.gateway.attempts", "end", "broken")).isPositive();
    }

    @Test
    void aRefusedConnectionMovesTheRequest() {
        one.close();

        for (int i = 0; i < 10; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        assertThat(platform.metric("slipway.gateway.attempts", "end", "connect_refused"))
                .isPositive();
    }

    @Test
    void misdirectedMovesTheRequest() {
        one.behave(FakeReplica.error(421, "misdirected"));

        for (int i = 0; i < 10; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        assertThat(platform.metric("slipway.gateway.attempts", "end", "misdirected")).isPositive();
    }

    @Test
    void aDrainingReplicaIsAskedOnceOnly() {
        one.behave(FakeReplica.error(503, "draining"));

        for (int i = 0; i < 20; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        assertThat(one.seen).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aServerErrorMovesWhileThereIsAnotherReplica() {
        one.behave(FakeReplica.error(500, "engine_failed"));

        for (int i = 0; i < 10; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aReplicaWithoutRoomForTheVersionIsNotTakenForABrokenOne() {
        onlyOne();
        one.behave(FakeReplica.error(503, "not_ready"));
        int asks = 60;

        for (int i = 0; i < asks; i++) {
            HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("X-Slipway-Error")).contains("not_ready");
        }

        assertThat(one.seen).hasSize(asks);
        assertThat(platform.metric("slipway.gateway.attempts", "end", "not_ready"))
                .isGreaterThanOrEqualTo(asks);
    }

    @Test
    void anotherReplicaMayHaveRoomForTheVersion() {
        one.behave(FakeReplica.error(503, "not_ready"));

        for (int i = 0; i < 20; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aServerErrorOfTheOnlyReplicaIsTheAnswer() {
        onlyOne();
        one.behave(FakeReplica.error(500, "engine_failed"));

        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"no\"}");
        assertThat(answer.headers().firstValue("X-Slipway-Error")).contains("engine_failed");
    }

    @Test
    void aBodyThatTwoReplicasDiedOfIsNotSentAThirdTime() {
        FakeReplica three = FakeReplica.echoing();
        for (FakeReplica each : List.of(one, two, three)) {
            each.behave(FakeReplica.BREAK);
        }
        platform.apply(
                one.routed(ReplicaState.READY, 64, serves("m", 2)),
                two.routed(ReplicaState.READY, 64, serves("m", 2)),
                three.routed(ReplicaState.READY, 64, serves("m", 2)));

        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("lost").doesNotContain("127.0.0.1");
        assertThat(one.seen.size() + two.seen.size() + three.seen.size()).isEqualTo(2);
        three.close();
    }

    @Test
    void anAnswerThatBreaksHalfwayIsReplacedBeforeTheClientSeesAByte() {
        one.behave((request, response, _) ->
                response.header("Content-Length", "100")
                        .sendString(Flux.just("ha", "lf"))
                        .then(Mono.fromRunnable(() -> request.withConnection(FakeReplica::cut))));

        for (int i = 0; i < 10; i++) {
            assertThat(platform.send(platform.infer("m", "{}")).body()).contains("echo");
        }
    }

    @Test
    void aLongAnswerStreams() {
        onlyOne();
        String megabytes = "x".repeat(3 << 20);
        one.behave((_, response, _) -> FakeReplica.text(response.status(200), megabytes));

        assertThat(platform.send(platform.infer("m", "{}")).body()).isEqualTo(megabytes);
    }

    @Test
    void aLongBodyIsNotSentToAReplicaThatRefuses() {
        one.refuseBeforeBody(true);
        one.behave(FakeReplica.error(421, "misdirected"));
        String body = "y".repeat(3 << 20);

        for (int i = 0; i < 6; i++) {
            HttpResponse<String> answer = platform.send(platform.infer("m", body));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).hasSizeGreaterThan(3 << 20);
        }
    }

    @Test
    void aDeadlineDuringAnAttemptIs504() {
        onlyOne();
        one.behave(FakeReplica.NEVER);

        HttpResponse<String> answer =
                platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", "100"));

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).startsWith("{\"error\":\"");
        await(() -> one.closed.get() == 1);
    }

    @Test
    void loadIsSharedAndNothingIsLostUnderConcurrency() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(platform.sendAsync(platform.infer("m", "{\"i\":" + i + "}")));
        }
        for (int i = 0; i < 300; i++) {
            assertThat(answers.get(i).join().body()).contains("{'i':" + i + "}");
        }
        assertThat(one.seen.size()).isBetween(60, 240);
        assertThat(one.seen.size() + two.seen.size()).isEqualTo(300);
    }
}
