package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import dev.slipway.contract.openinference.ServerLiveRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.InferStream;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Streams of inferences, as gRPC's own client opens them. */
class StreamTest {
    private static final int MAX_BODY = 8 << 20;
    private static final int MIB = 1 << 20;

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_MAX_BODY_BYTES", MAX_BODY));
        client = new RpcClient(platform);
        platform.model("m", 1, 2);
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
    }

    @BeforeEach
    void replica() {
        replica = FakeReplica.echoing();
        replica.behave(RpcClient::echo);
        platform.apply(replica.routed(ReplicaState.READY, 200, serves("m", 1), serves("m", 2)));
    }

    @AfterEach
    void close() {
        await(() -> platform.metric("slipway.gateway.streams") == 0);
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
        assertThat(platform.metric("slipway.gateway.streams.waiting.bytes")).isZero();
        assertThat(platform.metric("slipway.gateway.replica.in.flight")).isZero();
        replica.close();
    }

    private static double counted(String outcome) {
        return platform.metric("slipway.gateway.requests.outcome", "outcome", outcome);
    }

    private static InferParameter micros(long micros) {
        return InferParameter.newBuilder().setInt64Param(micros).build();
    }

    /** Answers nothing of the model's first version until it is told. */
    private Sinks.One<Boolean> firstVersionWaits() {
        Sinks.One<Boolean> go = Sinks.one();
        replica.behave((asked, response, body) ->
                asked.uri().contains("/versions/1/")
                        ? go.asMono().thenMany(Flux.from(RpcClient.echo(asked, response, body)))
                        : RpcClient.echo(asked, response, body));
        return go;
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r-" + i).toList();
    }

    @Test
    void eachMessageIsAnInferenceOfItsOwn() throws Exception {
        double completed = counted("completed");
        InferStream stream = InferStream.open(client);
        stream.send(request("m").setId("a")).send(request("m").setId("b").setModelVersion("1"));

        ModelStreamInferResponse first = stream.answer();
        ModelStreamInferResponse second = stream.answer();
        stream.halfClose();

        assertThat(first.getErrorMessage()).isEmpty();
        assertThat(first.getInferResponse().getId()).isEqualTo("a");
        assertThat(first.getInferResponse().getModelVersion()).isEqualTo("2");
        assertThat(first.getInferResponse().getRawOutputContents(0).toStringUtf8())
                .isEqualTo("tensor");
        assertThat(first.getInferResponse().getParametersOrThrow("triton_final_response"))
                .isEqualTo(InferParameter.newBuilder().setBoolParam(true).build());
        assertThat(second.getInferResponse().getModelVersion()).isEqualTo("1");
        assertThat(stream.end().getStatus().getCode()).isEqualTo(Status.Code.OK);
        assertThat(counted("completed")).isEqualTo(completed + 2);
    }

    @Test
    void answersComeInTheOrderOfTheMessages() throws Exception {
        Sinks.One<Boolean> go = firstVersionWaits();
        InferStream stream = InferStream.open(client);
        stream.send(request("m").setId("r-0").setModelVersion("1"))
                .send(request("m").setId("r-1"))
                .send(request("m").setId("r-2"));
        await(() -> platform.metric("slipway.gateway.streams.waiting.bytes") > 0);
        assertThat(stream.answers).isEmpty();

        go.tryEmitValue(true);

        assertThat(stream.answeredIds(3)).isEqualTo(ids(3));
        stream.halfClose();
    }

    @Test
    void whatIsUnderWayWhenTheClientHasSentAllIsAnswered() throws Exception {
        Sinks.One<Boolean> go = firstVersionWaits();
        InferStream stream = InferStream.open(client);
        stream.send(request("m").setId("r-0").setModelVersion("1")).halfClose();
        await(() -> platform.metric("slipway.gateway.replica.waiting") == 1);

        go.tryEmitValue(true);

        assertThat(stream.answeredIds(1)).isEqualTo(ids(1));
        assertThat(stream.end().getStatus().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void aRefusedMessageIsAnsweredWithASentenceAndEndsNothing() throws Exception {
        double rejected = counted("rejected");
        InferStream stream = InferStream.open(client);
        stream.send(request("nowhere").setId("bad"));
        stream.send(request("m").setId("late").putParameters("timeout", micros(0)));
        stream.send(request("m").setId("r-0"));

        ModelStreamInferResponse unknown = stream.answer();
        ModelStreamInferResponse late = stream.answer();

        assertThat(unknown.getErrorMessage()).matches("[A-Z].*nowhere.*\\.");
        assertThat(unknown.getInferResponse().getId()).isEqualTo("bad");
        assertThat(late.getErrorMessage()).contains("microseconds");
        assertThat(late.getInferResponse().getId()).isEqualTo("late");
        assertThat(stream.answeredIds(1)).isEqualTo(ids(1));
        stream.halfClose();
        assertThat(stream.end().getStatus().getCode()).isEqualTo(Status.Code.OK);
        assertThat(counted("rejected")).isEqualTo(rejected + 2);
    }

    @Test
    void aReplicasRefusalIsToldInItsWords() throws Exception {
        replica.behave((_, response, _) ->
                response.status(400)
                        .header("X-Slipway-Error", "invalid_input")
                        .sendString(Mono.just("input 'x' is unknown")));
        InferStream stream = InferStream.open(client);
        stream.send(request("m").setId("r-0"));

        assertThat(stream.answer().getErrorMessage()).isEqualTo("input 'x' is unknown");
        stream.halfClose();
    }

    @Test
    void eachMessageHasItsOwnDeadline() throws Exception {
        var _ = firstVersionWaits();
        InferStream stream = InferStream.open(client);
        stream.send(request("m").setModelVersion("1").putParameters("timeout", micros(100_000)))
                .send(request("m").setId("r-0"));

        assertThat(stream.answer().getErrorMessage()).contains("did not come in time");
        assertThat(stream.answeredIds(1)).isEqualTo(ids(1));
        stream.halfClose();
    }

    @Test
    void aStrangersStreamIsRefused() throws Exception {
        StatusRuntimeException none = InferStream.open(client, 1).end();
        StatusRuntimeException wrong =
                InferStream.open(client, 1, sending("authorization", "Bearer slw_wrong")).end();

        assertThat(none.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(trailer(none, "x-slipway-error")).isEqualTo("unauthenticated");
        assertThat(trailer(none, "x-request-id")).isNotEqualTo("null");
        assertThat(wrong.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void aClientThatCancelsClosesAllThatIsUnderWay() {
        replica.behave(FakeReplica.NEVER);
        double gone = counted("client_gone");
        InferStream stream = InferStream.open(client);
        stream.send(request("m")).send(request("m")).send(request("m"));
        await(() -> platform.metric("slipway.gateway.replica.waiting") == 3);

        stream.cancel();

        await(() -> replica.closed.get() == 3);
        await(() -> counted("client_gone") == gone + 3);
    }

    @Test
    void noMoreThanSixtyFourAreUnderWay() throws Exception {
        Sinks.One<Boolean> go = firstVersionWaits();
        InferStream stream = InferStream.open(client);
        for (String id : ids(100)) {
            stream.send(request("m").setModelVersion("1").setId(id));
        }
        await(() -> platform.metric("slipway.gateway.replica.waiting") >= 64);
        // On the same connection, so that all messages are there when it is answered.
        var _ = client.stranger().serverLive(ServerLiveRequest.getDefaultInstance());
        assertThat(platform.metric("slipway.gateway.replica.in.flight")).isEqualTo(64);

        go.tryEmitValue(true);

        assertThat(stream.answeredIds(100)).isEqualTo(ids(100));
        stream.halfClose();
    }

    @Test
    void aSlowReaderHoldsUpNobodyAndLosesNothing() throws Exception {
        InferStream slow = InferStream.open(client, 0, RpcClient.withKey());
        ByteString mebibyte = ByteString.copyFrom(new byte[MIB]);
        for (String id : ids(30)) {
            slow.send(request("m").setId(id).clearRawInputContents().addRawInputContents(mebibyte));
        }
        await(() -> platform.metric("slipway.gateway.streams.waiting.bytes") > MIB);
        try (RpcClient other = new RpcClient(platform)) {
            assertThat(other.infer().getModelVersion()).isEqualTo("2");
        }
        assertThat(platform.metric("slipway.gateway.streams.waiting.bytes")).isLessThan(20 * MIB);

        slow.take(30);

        assertThat(slow.answeredIds(30)).isEqualTo(ids(30));
        slow.halfClose();
    }

    @Test
    void aMessageOverTheLimitEndsTheStream() throws Exception {
        InferStream stream = InferStream.open(client);
        stream.send(
                request("m").addRawInputContents(ByteString.copyFrom(new byte[MAX_BODY + 1000])));

        StatusRuntimeException end = stream.end();

        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(trailer(end, "x-slipway-error")).isEqualTo("body_too_large");
    }
}
