package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPair;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** gRPC's own client waits for a replica, for an answer, and no longer than it wants to. */
class RpcWaitingTest extends OnPair {
    RpcWaitingTest() {
        super(RpcClient::echo);
    }

    @AfterEach
    void nothingIsKept() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    private static List<CompletableFuture<ModelInferResponse>> ask(int count) {
        List<CompletableFuture<ModelInferResponse>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            answer.complete(client.infer());
                        } catch (StatusRuntimeException refusal) {
                            answer.completeExceptionally(refusal);
                        }
                    });
        }
        return answers;
    }

    private static void assertAnswered(List<CompletableFuture<ModelInferResponse>> answers) {
        for (var answer : answers) {
            assertThat(answer.join().getRawOutputContents(0).toStringUtf8()).isEqualTo("tensor");
        }
    }

    private static void awaitHeld(int count) {
        await(() -> platform.metric("slipway.gateway.hold.requests") == count);
    }

    @Test
    void requestsWaitForAReplica() {
        platform.apply();
        var answers = ask(20);
        awaitHeld(20);

        both();

        assertAnswered(answers);
    }

    @Test
    void aFullQueueSendsBackToTheHold() {
        AtomicInteger refusals = new AtomicInteger(5);
        one.behave((request, response, body) ->
                refusals.getAndDecrement() > 0
                        ? FakeReplica.error(429, "queue_full").answer(request, response, body)
                        : RpcClient.echo(request, response, body));
        onlyOne();

        assertAnswered(ask(3));
    }

    @Test
    void aClientThatCancelsClosesTheUpstream() {
        onlyOne();
        one.behave(FakeReplica.NEVER);
        double before =
                platform.metric("slipway.gateway.requests.outcome", "outcome", "client_gone");
        var call = client.inferAsync();
        await(() -> platform.metric("slipway.gateway.replica.waiting") == 1);

        call.cancel(true);

        await(() -> one.closed.get() == 1);
        await(() ->
                platform.metric("slipway.gateway.requests.outcome", "outcome", "client_gone")
                        == before + 1);
        assertThat(platform.metric("slipway.gateway.replica.in.flight")).isZero();
    }

    @Test
    void everyKindOfDeadlineEndsAnAttempt() {
        onlyOne();
        one.behave(FakeReplica.NEVER);
        assertRefused(
                Status.Code.DEADLINE_EXCEEDED,
                "deadline_exceeded",
                () ->
                        client.known()
                                .withInterceptors(sending("x-request-timeout-ms", "100"))
                                .modelInfer(request("m").build()));
        assertRefused(
                Status.Code.DEADLINE_EXCEEDED,
                "deadline_exceeded",
                () ->
                        client.known()
                                .modelInfer(
                                        request("m")
                                                .putParameters(
                                                        "timeout",
                                                        InferParameter.newBuilder()
                                                                .setInt64Param(100_000)
                                                                .build())
                                                .build()));
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() ->
                        client.known()
                                .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                                .modelInfer(request("m").build()))
                .matches(late -> late.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED);
        await(() -> one.closed.get() == 3);
    }

    @Test
    void nothingReadyUntilTheDeadlineIsUnavailable() {
        platform.apply();
        assertRefused(
                Status.Code.UNAVAILABLE,
                "no_replica_ready",
                () ->
                        client.known()
                                .withInterceptors(sending("x-request-timeout-ms", "80"))
                                .modelInfer(request("m").build()));
    }
}
