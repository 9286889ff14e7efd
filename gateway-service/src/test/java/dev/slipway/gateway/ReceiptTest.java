package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.RpcClient.key;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** How a replica served a request reaches the client, in each dialect. */
class ReceiptTest {
    private static final Map<String, String> RECEIPT =
            Map.of(
                    Headers.QUEUE_US, "17",
                    Headers.COMPUTE_US, "2300",
                    Headers.BATCH_ROWS, "8",
                    Headers.RELEASE, "marginal-cost",
                    Headers.CACHE, "miss");

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        client = new RpcClient(platform);
        replica = FakeReplica.echoing();
        platform.model("m", 1);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
        replica.close();
    }

    private static void answers(FakeReplica.Behaviour next) {
        replica.behave(
                (request, response, body) -> next.answer(request, withReceipt(response), body));
    }

    private static HttpServerResponse withReceipt(HttpServerResponse response) {
        RECEIPT.forEach(response::header);
        return response.header("X-Slipway-Of-Tomorrow", "1");
    }

    private static void assertReceipt(HttpHeaders headers) {
        RECEIPT.forEach(
                (name, value) -> assertThat(headers.firstValue(name)).as(name).contains(value));
        assertThat(headers.firstValue("X-Slipway-Of-Tomorrow")).isEmpty();
    }

    @Test
    void answersOverHttpCarryIt() {
        answers(FakeReplica.echo());
        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertReceipt(answer.headers());
    }

    @Test
    void soDoesARefusalOfTheModel() {
        answers((_, response, _) ->
                response.status(400)
                        .header(Headers.ERROR, "invalid_input")
                        .sendString(Mono.just("no such index")));
        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertReceipt(answer.headers());

        StatusRuntimeException refusal =
                refused(() -> client.known().modelInfer(request("m").build()));
        RECEIPT.forEach((name, value) ->
                assertThat(trailer(refusal, name.toLowerCase(Locale.ROOT))).isEqualTo(value));
    }

    @Test
    void trailersOfGrpcCarryIt() {
        answers(RpcClient::echo);
        Metadata trailers = trailers();
        RECEIPT.forEach((name, value) ->
                assertThat(trailers.get(key(name.toLowerCase(Locale.ROOT)))).isEqualTo(value));
        assertThat(trailers.keys()).doesNotContain("x-slipway-of-tomorrow");
    }

    @Test
    void whereAReplicaSaysNothingNothingIsMadeUp() {
        replica.behave(FakeReplica.echo());
        HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));
        assertThat(answer.statusCode()).isEqualTo(200);
        for (String name : RECEIPT.keySet()) {
            assertThat(answer.headers().firstValue(name)).isEmpty();
        }
        replica.behave(RpcClient::echo);
        assertThat(trailers().keys()).noneMatch(name -> name.startsWith("x-slipway-"));
    }

    private static Metadata trailers() {
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        assertThat(
                        client.known()
                                .withInterceptors(
                                        MetadataUtils.newCaptureMetadataInterceptor(
                                                new AtomicReference<>(), trailers))
                                .modelInfer(request("m").build())
                                .getId())
                .isEqualTo("r-1");
        return trailers.get();
    }
}
