package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPair;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What moves a request to another replica, and what the client is told where there is none. */
class MovedRequestTest extends OnPair {
    MovedRequestTest() {
        super(FakeReplica.echo());
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
    void aServerErrorOfTheOnlyReplicaIsTheAnswer() {
        onlyOne();
        one.behave(FakeReplica.error(500, "engine_failed"));

        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"no\"}");
        assertThat(answer.headers().firstValue("X-Slipway-Error")).contains("engine_failed");
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
}
