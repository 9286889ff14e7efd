package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPlatform;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/**
 * Replicas that refuse what they predict to be late. Were a request held, or tried on the retry
 * budget, its answer would come from its deadline, or from a replica that must not be asked.
 */
class PredictedLateTest extends OnPlatform {
    private static final String SECONDS = "7";
    private static final FakeReplica.Behaviour LATE =
            (request, response, body) ->
                    FakeReplica.error(429, "predicted_late")
                            .answer(request, response.header("Retry-After", SECONDS), body);
    private static final FakeReplica.Behaviour OUT_OF_REACH =
            FakeReplica.error(503, "deadline_unreachable");

    @BeforeEach
    void model() {
        platform.model("m", 1);
        platform.apply();
    }

    @AfterEach
    void nothingIsHeld() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.hold.requests")).isZero();
    }

    private static void serve(FakeReplica... serving) {
        RoutedReplica[] routed = new RoutedReplica[serving.length];
        for (int i = 0; i < serving.length; i++) {
            routed[i] = serving[i].routed(ReplicaState.READY, 64, serves("m", 1));
        }
        platform.apply(routed);
    }

    private int asked() {
        return replicas.stream().mapToInt(replica -> replica.seen.size()).sum();
    }

    private static HttpResponse<String> ask() {
        return platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", "20000"));
    }

    private static double outcomes(String outcome) {
        return platform.metric("slipway.gateway.requests.outcome", "outcome", outcome);
    }

    private static void assertPassedOn(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("predicted_late");
        assertThat(answer.headers().firstValue("Retry-After")).contains(SECONDS);
        assertThat(answer.body()).isEqualTo("{\"error\":\"no\"}");
    }

    @Test
    void aRequestMovesToAnotherReplicaThatTakesIt() {
        FakeReplica late = replica(LATE);
        FakeReplica free = replica(FakeReplica.echo());
        serve(late, free);

        int requests = 0;
        while (late.seen.isEmpty()) {
            assertThat(ask().statusCode()).isEqualTo(200);
            requests++;
        }

        assertThat(late.seen).hasSize(1);
        assertThat(free.seen).hasSize(requests);
    }

    @Test
    void itMovesOnceAndThenTheClientIsTold() {
        serve(replica(LATE), replica(LATE), replica(LATE));

        assertPassedOn(ask());

        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void whereThereIsNoOtherTheClientIsToldAtOnce() {
        double rejected = outcomes("rejected");
        double ends = platform.metric("slipway.gateway.attempts", "end", "predicted_late");
        serve(replica(LATE));

        assertPassedOn(ask());

        assertThat(asked()).isEqualTo(1);
        platform.assertIdentity();
        assertThat(outcomes("rejected")).isEqualTo(rejected + 1);
        assertThat(platform.metric("slipway.gateway.attempts", "end", "predicted_late"))
                .isEqualTo(ends + 1);
    }

    @Test
    void theRoomThatItLeavesIsForTheNextOneThatWaits() {
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(
                    platform.sendAsync(
                            platform.infer("m", "{}").header("X-Request-Timeout-Ms", "10000")));
        }
        await(() -> platform.metric("slipway.gateway.hold.requests") == 3);

        platform.apply(replica(LATE).routed(ReplicaState.READY, 1, serves("m", 1)));

        held.forEach(answer -> assertPassedOn(answer.join()));
        assertThat(asked()).isEqualTo(3);
    }

    @Test
    void aReplicaThatReportsALongerWaitThanIsLeftIsNotAsked() {
        FakeReplica busy =
                replica((request, response, body) ->
                        Flux.from(
                                FakeReplica.echo()
                                        .answer(
                                                request,
                                                response.header(
                                                        Headers.LOAD_REPORT,
                                                        "TEXT named_metrics.in_flight=4,"
                                                                + "named_metrics.predicted_wait_ms="
                                                                + "600000"),
                                                body)));
        FakeReplica late = replica(LATE);
        serve(busy);
        assertThat(ask().statusCode()).isEqualTo(200);
        serve(busy, late);

        int answered = 1;
        while (late.seen.isEmpty()) {
            HttpResponse<String> answer = ask();
            if (answer.statusCode() == 200) {
                answered++;
            } else {
                assertPassedOn(answer);
            }
        }

        assertThat(busy.seen).hasSize(answered);
    }

    @Test
    void theFirstAnswerIsKeptForWhereTheOtherReplicaDoesNotTakeIt() {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean wasSecond = new AtomicBoolean();
        FakeReplica late =
                replica((request, response, body) -> {
                    asked.incrementAndGet();
                    return LATE.answer(request, response, body);
                });
        FakeReplica other =
                replica((request, response, body) -> {
                    wasSecond.set(asked.get() > 0);
                    return FakeReplica.error(421, "misdirected").answer(request, response, body);
                });
        serve(late, other);

        while (!wasSecond.get()) {
            asked.set(0);
            assertPassedOn(ask());
        }
    }

    @Test
    void aFullQueueOfTheOtherReplicaIsToldAndNotWaitedFor() {
        AtomicBoolean moves = new AtomicBoolean();
        FakeReplica late =
                replica((request, response, body) -> {
                    moves.set(true);
                    return LATE.answer(request, response, body);
                });
        FakeReplica full =
                replica((request, response, body) ->
                        (moves.get() ? FakeReplica.error(429, "queue_full") : FakeReplica.echo())
                                .answer(request, response, body));
        serve(late, full);

        HttpResponse<String> answer = ask();
        while (answer.statusCode() == 200) {
            answer = ask();
        }

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("queue_full");
        assertThat(late.seen).hasSize(1);
    }

    @Test
    void whatNoReplicaCouldAnswerInTimeIsRefusedAndNotTriedAgain() {
        double rejected = outcomes("rejected");
        double failed = outcomes("failed");
        serve(replica(OUT_OF_REACH), replica(OUT_OF_REACH));

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("deadline_unreachable");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(asked()).isEqualTo(1);
        platform.assertIdentity();
        assertThat(outcomes("rejected")).isEqualTo(rejected + 1);
        assertThat(outcomes("failed")).isEqualTo(failed);
    }

    @Test
    void soItIsInGrpc() {
        double rejected = outcomes("rejected");
        double failed = outcomes("failed");
        serve(replica(LATE), replica(LATE), replica(LATE));

        StatusRuntimeException late = refused(() -> client.infer());

        assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(trailer(late, "x-slipway-error")).isEqualTo("predicted_late");
        assertThat(trailer(late, "retry-after")).isEqualTo(SECONDS);
        assertThat(asked()).isEqualTo(2);

        serve(replica(OUT_OF_REACH));
        StatusRuntimeException unreachable = refused(() -> client.infer());

        assertThat(unreachable.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(trailer(unreachable, "x-slipway-error")).isEqualTo("deadline_unreachable");
        platform.assertIdentity();
        assertThat(outcomes("rejected")).isEqualTo(rejected + 2);
        assertThat(outcomes("failed")).isEqualTo(failed);
    }
}
