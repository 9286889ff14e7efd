package dev.slipway.gateway;

import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.key;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataRequest;
import dev.slipway.contract.openinference.ModelMetadataResponse;
import dev.slipway.contract.openinference.ModelReadyRequest;
import dev.slipway.contract.openinference.ServerLiveRequest;
import dev.slipway.contract.openinference.ServerMetadataRequest;
import dev.slipway.contract.openinference.ServerMetadataResponse;
import dev.slipway.contract.openinference.ServerReadyRequest;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPair;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** gRPC's own client against the gateway: the same ways as the other dialects have. */
class RpcTest extends OnPair {
    RpcTest() {
        super(RpcClient::echo);
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
