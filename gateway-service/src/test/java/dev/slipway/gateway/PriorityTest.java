package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What decides at a replica when a request is served: its priority passes, its tenant is ours. */
class PriorityTest {
    private static final String SENTENCE = "X-Priority must be a whole number from 0 to 10";
    private static final String OWN_TENANT = "X-Slipway-Tenant";

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;

    private final AtomicReference<String> asked = new AtomicReference<>("nothing");

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

    @AfterEach
    void identity() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isZero();
    }

    /** Notes the class that the replica is told. */
    private FakeReplica.Behaviour noting(FakeReplica.Behaviour next) {
        return (request, response, body) -> {
            asked.set(
                    request.requestHeaders().get(Headers.PRIORITY)
                            + " of "
                            + request.requestHeaders().getAll(Headers.TENANT));
            return next.answer(request, response, body);
        };
    }

    @Test
    void bothReachTheReplicaInEachDialect() {
        replica.behave(noting(FakeReplica.echo()));
        assertThat(
                        platform.send(
                                        platform.infer("m", "{}")
                                                .header(Headers.PRIORITY, "2")
                                                .header(OWN_TENANT, "forged"))
                                .statusCode())
                .isEqualTo(200);
        assertThat(asked.getAndSet("nothing")).isEqualTo("2 of [default]");

        assertThat(platform.send(embed().header(Headers.PRIORITY, "3")).statusCode())
                .isEqualTo(200);
        assertThat(asked.getAndSet("nothing")).isEqualTo("3 of [default]");

        replica.behave(noting(RpcClient::echo));
        assertThat(
                        client.known()
                                .withInterceptors(
                                        sending("x-priority", "4", "x-slipway-tenant", "forged"))
                                .modelInfer(request("m").build())
                                .getId())
                .isEqualTo("r-1");
        assertThat(asked.getAndSet("nothing")).isEqualTo("4 of [default]");
    }

    @Test
    void whoNamesNoPriorityHasNone() {
        replica.behave(noting(FakeReplica.echo()));
        assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        assertThat(asked.get()).isEqualTo("null of [default]");
    }

    @Test
    void whatTheReplicaRefusesIsTheClientsFaultInEachDialect() {
        replica.behave((_, response, _) ->
                response.status(400)
                        .header(Headers.ERROR, "invalid_request")
                        .sendString(Mono.just(SENTENCE)));
        for (HttpRequest.Builder asking : new HttpRequest.Builder[] {infer(), embed()}) {
            HttpResponse<String> answer = platform.send(asking.header(Headers.PRIORITY, "11"));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue(Headers.ERROR)).contains("invalid_request");
            assertThat(answer.body()).isEqualTo(SENTENCE);
        }
        StatusRuntimeException refusal =
                refused(() ->
                        client.known()
                                .withInterceptors(sending("x-priority", "11"))
                                .modelInfer(request("m").build()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).isEqualTo(SENTENCE);
        assertThat(trailer(refusal, "x-slipway-error")).isEqualTo("invalid_request");
    }

    private static HttpRequest.Builder infer() {
        return platform.infer("m", "{}");
    }

    private static HttpRequest.Builder embed() {
        return platform.get("/v1/embeddings")
                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"input\":\"a\"}"));
    }
}
