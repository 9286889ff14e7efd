package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.key;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataRequest;
import dev.slipway.contract.openinference.ModelMetadataResponse;
import dev.slipway.contract.openinference.ModelReadyRequest;
import dev.slipway.contract.openinference.ServerLiveRequest;
import dev.slipway.contract.openinference.ServerMetadataRequest;
import dev.slipway.contract.openinference.ServerMetadataResponse;
import dev.slipway.contract.openinference.ServerReadyRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPlatform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** gRPC's own client against the gateway: the same ways as the other dialects have. */
class RpcTest extends OnPlatform {
    private final FakeReplica one = replica(RpcClient::echo);
    private final FakeReplica two = replica(RpcClient::echo);

    @BeforeEach
    void route() {
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
    void nothingIsKept() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    private static FakeReplica.Behaviour refusing(int status, String code, String sentence) {
        return (_, response, _) ->
                response.status(status)
                        .header("X-Slipway-Error", code)
                        .header("Retry-After", "1")
                        .sendString(Mono.just(sentence));
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
    void anInferenceIsAnsweredByTheVersionThatHasTheTraffic() throws InterruptedException {
        onlyOne();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        ModelInferResponse answer =
                client.known()
                        .withInterceptors(
                                MetadataUtils.newCaptureMetadataInterceptor(
                                        new AtomicReference<>(), trailers),
                                sending("x-request-id", "mine-1"))
                        .modelInfer(request("m").build());

        assertThat(answer.getModelVersion()).isEqualTo("2");
        assertThat(answer.getId()).isEqualTo("r-1");
        assertThat(answer.getRawOutputContents(0).toStringUtf8()).isEqualTo("tensor");
        assertThat(trailers.get().get(key("x-request-id"))).isEqualTo("mine-1");
        assertThat(trailers.get().get(key("x-model-version"))).isEqualTo("2");
        assertThat(one.seen.take().path()).isEqualTo("/v2/models/m/versions/2/infer");
    }

    @Test
    void aVersionInTheMessageIsAPin() {
        ModelInferResponse answer =
                client.known().modelInfer(request("m").setModelVersion("1").build());

        assertThat(answer.getModelVersion()).isEqualTo("1");
        assertRefused(
                Status.Code.NOT_FOUND,
                "version_not_served",
                () -> client.known().modelInfer(request("m").setModelVersion("7").build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "version_not_found",
                () -> client.known().modelInfer(request("m").setModelVersion("x").build()));
    }

    @Test
    void theServerTellsOfItself() {
        assertThat(client.stranger().serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(
                        client.stranger()
                                .serverReady(ServerReadyRequest.getDefaultInstance())
                                .getReady())
                .isTrue();
        ServerMetadataResponse self =
                client.known().serverMetadata(ServerMetadataRequest.getDefaultInstance());
        assertThat(self.getName()).isEqualTo("slipway");
        assertThat(self.getExtensionsList())
                .containsExactly(
                        "binary_tensor_data",
                        "classification",
                        "model_configuration",
                        "model_repository",
                        "schedule_policy",
                        "statistics");
        assertThat(
                        client.known()
                                .modelReady(ModelReadyRequest.newBuilder().setName("m").build())
                                .getReady())
                .isTrue();
        platform.apply();
        assertThat(
                        client.known()
                                .modelReady(ModelReadyRequest.newBuilder().setName("m").build())
                                .getReady())
                .isFalse();
    }

    @Test
    void metadataOfAModelComesFromAReplica() throws InterruptedException {
        onlyOne();
        one.behave((_, response, _) ->
                RpcClient.message(
                        response,
                        ModelMetadataResponse.newBuilder()
                                .setName("m")
                                .addVersions("2")
                                .build()
                                .toByteArray()));

        assertThat(
                        client.known()
                                .modelMetadata(
                                        ModelMetadataRequest.newBuilder().setName("m").build())
                                .getVersionsList())
                .containsExactly("2");
        assertThat(one.seen.take().path()).isEqualTo("/v2/models/m/versions/2");
    }

    @Test
    void aReplicaThatBreaksOrRefusesLosesTheRequestToTheOther() {
        for (FakeReplica.Behaviour bad :
                List.of(
                        FakeReplica.BREAK,
                        FakeReplica.error(421, "misdirected"),
                        FakeReplica.error(500, "engine_failed"),
                        FakeReplica.error(503, "draining"))) {
            one.behave(bad);
            for (int i = 0; i < 5; i++) {
                assertThat(client.infer().getModelVersion()).isEqualTo("2");
            }
        }
    }

    @Test
    void theOnlyReplicasRefusalIsTheAnswer() {
        onlyOne();
        one.behave(refusing(400, "invalid_input", "input 'x' is unknown"));

        StatusRuntimeException refusal = refused(client::infer);

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).isEqualTo("input 'x' is unknown");
        assertThat(trailer(refusal, "x-slipway-error")).isEqualTo("invalid_input");
        assertThat(trailer(refusal, "x-model-version")).isEqualTo("2");
        assertThat(trailer(refusal, "retry-after")).isEqualTo("1");
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

    @Test
    void longMessagesGoAndComeWhole() {
        onlyOne();
        ByteString long6 = ByteString.copyFrom(new byte[6 << 20]);

        ModelInferResponse answer =
                client.known().modelInfer(request("m").addRawInputContents(long6).build());

        assertThat(answer.getRawOutputContents(1)).isEqualTo(long6);
    }

    @Test
    void aLongAnswerThatBreaksOffIsLost() {
        onlyOne();
        one.behave((request, response, _) ->
                response.header("Content-Length", Integer.toString(6 << 20))
                        .sendObject(
                                Flux.just(
                                        Unpooled.wrappedBuffer(new byte[3 << 20]),
                                        Unpooled.EMPTY_BUFFER))
                        .then(Mono.fromRunnable(() -> request.withConnection(FakeReplica::cut))));

        assertThat(refused(client::infer).getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    }
}
