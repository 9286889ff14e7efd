package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class HoldAndHangTest {
    private static final int HOLD_COUNT = 50;

    @TempDir static Path state;
    private static Platform platform;
    private FakeReplica one;
    private FakeReplica two;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_HOLD_COUNT", HOLD_COUNT));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void replicas() {
        one = FakeReplica.echoing();
        two = FakeReplica.echoing();
        platform.model("m", 1);
        platform.model("idle");
        platform.apply();
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.hold.requests")).isZero();
        one.close();
        two.close();
    }

    private static RoutedReplica ready(FakeReplica replica) {
        return replica.routed(ReplicaState.READY, 64, serves("m", 1));
    }

    private static void awaitHeld(int count) {
        await(() -> platform.metric("slipway.gateway.hold.requests") == count);
    }

    private static void awaitWaiting(int count) {
        await(() -> platform.metric("slipway.gateway.replica.waiting") == count);
    }

    private static List<CompletableFuture<HttpResponse<String>>> ask(int count) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(platform.sendAsync(platform.infer("m", "{\"i\":" + i + "}")));
        }
        return answers;
    }

    private static void assertAnswered(List<CompletableFuture<HttpResponse<String>>> answers) {
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join().body()).contains("{'i':" + i + "}");
        }
    }

    @Test
    void requestsWaitForADocumentWithAReplica() {
        var answers = ask(20);
        awaitHeld(20);

        platform.apply(ready(one));

        assertAnswered(answers);
    }

    @Test
    void nothingReadyUntilTheDeadlineIs503() {
        HttpResponse<String> answer =
                platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", "80"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("X-Slipway-Error")).contains("no_replica_ready");
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void aDeadlineThatMayBeOverWithTheBodysArrivalIs504() {
        platform.apply(ready(one));
        one.silent(true);

        for (int i = 0; i < 500; i++) {
            HttpResponse<String> answer =
                    platform.send(platform.infer("m", "{\"parameters\":{\"timeout\":1}}"));
            assertThat(answer.statusCode()).isEqualTo(504);
        }
    }

    @Test
    void aFullHoldRefusesAndCountsItAsRefused() {
        double failed = platform.metric("slipway.gateway.requests.outcome", "outcome", "failed");
        double rejected =
                platform.metric("slipway.gateway.requests.outcome", "outcome", "rejected");
        var answers = ask(HOLD_COUNT);
        awaitHeld(HOLD_COUNT);

        HttpResponse<String> oneTooMany = platform.send(platform.infer("m", "{}"));

        assertThat(oneTooMany.statusCode()).isEqualTo(503);
        platform.apply(ready(one));
        assertAnswered(answers);
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isEqualTo(failed);
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "rejected"))
                .isEqualTo(rejected + 1);
    }

    @Test
    void aModelThatIsWithdrawnWhileRequestsWaitTellsThem() {
        var answers = ask(3);
        awaitHeld(3);

        platform.model("m");
        platform.apply();

        for (var answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(404);
        }
    }

    @Test
    void heldRequestsAreReleasedNoFasterThanTheQueueTakesThem() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Sinks.Many<Boolean> gate = Sinks.many().replay().latest();
        one.behave((request, response, body) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return gate.asFlux()
                    .take(1)
                    .doOnNext(_ -> now.decrementAndGet())
                    .thenMany(Flux.from(FakeReplica.echo().answer(request, response, body)));
        });
        var answers = ask(30);
        awaitHeld(30);

        platform.apply(one.routed(ReplicaState.READY, 4, serves("m", 1)));
        await(() -> now.get() == 4);
        gate.tryEmitNext(true);

        assertAnswered(answers);
        assertThat(most.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void aFullQueueSendsBackToTheHold() {
        AtomicInteger refusals = new AtomicInteger(5);
        one.behave((request, response, body) ->
                refusals.getAndDecrement() > 0
                        ? FakeReplica.error(429, "queue_full").answer(request, response, body)
                        : FakeReplica.echo().answer(request, response, body));
        platform.apply(ready(one));

        assertAnswered(ask(3));
    }

    @Test
    void theOnlyReplicaIsAskedAgainAfterAConnectionThatBroke() {
        AtomicInteger breaks = new AtomicInteger(1);
        one.behave((request, response, body) ->
                breaks.getAndDecrement() > 0
                        ? FakeReplica.BREAK.answer(request, response, body)
                        : FakeReplica.echo().answer(request, response, body));
        platform.apply(ready(one));

        assertAnswered(ask(1));
    }

    @Test
    void aHungReplicaLosesItsRequestsToTheOther() {
        platform.apply(ready(one), ready(two));
        one.silent(true);

        assertAnswered(ask(12));
        assertThat(platform.metric("slipway.gateway.replica.ejected")).isEqualTo(1);
        assertThat(platform.metric("slipway.gateway.attempts", "end", "hung")).isPositive();
    }

    @Test
    void theOnlyReplicaThatHangsHoldsItsRequestsUntilItIsBack() {
        platform.apply(ready(one));
        one.silent(true);
        var answers = ask(5);
        awaitHeld(5);

        one.silent(false);

        assertAnswered(answers);
        assertThat(platform.metric("slipway.gateway.replica.ejected")).isZero();
    }

    @Test
    void theOnlyReplicaThatHangsHoldsItsRequestsUntilItsReplacementIsThere() {
        platform.apply(ready(one));
        one.silent(true);
        var answers = ask(5);
        awaitHeld(5);

        platform.apply(ready(one), ready(two));

        assertAnswered(answers);
    }

    @Test
    void theOnlyReplicaThatDiesHoldsItsRequestsUntilItsReplacementIsThere() {
        platform.apply(ready(one));
        one.behave(FakeReplica.NEVER);
        var answers = ask(10);
        awaitWaiting(10);

        one.die();
        awaitHeld(10);
        platform.apply(ready(one), ready(two));

        assertAnswered(answers);
    }

    @Test
    void aSlowReplicaThatAnswersItsProbeKeepsItsRequests() {
        platform.apply(ready(one));
        Sinks.One<Boolean> go = Sinks.one();
        one.behave((request, response, body) ->
                go.asMono()
                        .thenMany(Flux.from(FakeReplica.echo().answer(request, response, body))));
        var answers = ask(2);
        awaitWaiting(2);

        await(() -> one.probes.get() >= 2);
        go.tryEmitValue(true);

        assertAnswered(answers);
        assertThat(one.seen).hasSize(2);
    }

    @Test
    void aSuspectReplicaIsUsedLast() {
        platform.apply(
                one.routed(ReplicaState.SUSPECT, 64, serves("m", 1)),
                two.routed(ReplicaState.READY, 64, serves("m", 1)));
        assertAnswered(ask(10));
        assertThat(one.seen).isEmpty();

        platform.apply(one.routed(ReplicaState.SUSPECT, 64, serves("m", 1)));
        assertAnswered(ask(3));
        assertThat(one.seen).hasSize(3);
    }
}
