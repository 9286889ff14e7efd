package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Replicas that die on a body; each test has a body of its own, which is not known before it. */
class QuarantinedBodyTest {
    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private final List<FakeReplica> replicas = new ArrayList<>();
    private double before;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_QUARANTINE_SECONDS", "600"));
        client = new RpcClient(platform);
        platform.model("m", 1);
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
    }

    @BeforeEach
    void count() {
        before = quarantined();
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
        replicas.forEach(FakeReplica::close);
    }

    private static double quarantined() {
        return platform.metric("slipway.gateway.quarantine.bodies");
    }

    private static double refused() {
        return platform.metric(
                "slipway.gateway.requests.outcome",
                "outcome",
                "rejected",
                "reason",
                "body_quarantined");
    }

    /** It dies on a body with that word; its port is closed before its connections are. */
    private FakeReplica mortal() {
        FakeReplica replica = FakeReplica.echoing();
        replica.behave((request, response, body) -> {
            if (!body.contains("poison")) {
                return FakeReplica.echo().answer(request, response, body);
            }
            Thread.ofVirtual().start(replica::die);
            return Mono.never();
        });
        replicas.add(replica);
        return replica;
    }

    private static void serving(FakeReplica... routed) {
        platform.apply(
                Stream.of(routed)
                        .map(one -> one.routed(ReplicaState.READY, 64, serves("m", 1)))
                        .toArray(RoutedReplica[]::new));
    }

    /** The probes of both told that they are gone, and another one stands in their place. */
    private FakeReplica replaced() {
        await(() -> quarantined() == before + 1);
        FakeReplica next = mortal();
        serving(next);
        return next;
    }

    private static HttpResponse<String> infer(String body) {
        return platform.send(platform.infer("m", body));
    }

    @Test
    void aBodyThatTwoReplicasDiedOnReachesNoThirdOne() {
        double refusedBefore = refused();
        serving(mortal(), mortal());
        assertOip(infer("{\"poison\":1}"), 500, "replicas_lost");
        FakeReplica next = replaced();

        for (int i = 0; i < 3; i++) {
            assertOip(infer("{\"poison\":1}"), 422, "body_quarantined");
        }

        assertThat(next.seen).isEmpty();
        assertThat(infer("{\"potion\":1}").statusCode()).isEqualTo(200);
        await(() -> refused() == refusedBefore + 3);
    }

    @Test
    void neitherDoesOneInOpenAisDialect() {
        serving(mortal(), mortal());
        assertOpenAi(embed(), 500, "replicas_lost");
        FakeReplica next = replaced();

        assertOpenAi(embed(), 422, "body_quarantined");

        assertThat(next.seen).isEmpty();
    }

    private static HttpResponse<String> embed() {
        return platform.send(
                platform.get("/v1/embeddings")
                        .header("Authorization", "Bearer " + Platform.INFER_KEY)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"m\",\"input\":\"poison\"}")));
    }

    @Test
    void neitherDoesOneOverGrpc() {
        serving(mortal(), mortal());
        assertRefused(Status.Code.INTERNAL, "replicas_lost", QuarantinedBodyTest::call);
        FakeReplica next = replaced();

        assertRefused(Status.Code.INVALID_ARGUMENT, "body_quarantined", QuarantinedBodyTest::call);

        assertThat(next.seen).isEmpty();
    }

    private static void call() {
        var _ = client.known().modelInfer(request("m").setId("poison").build());
    }

    @Test
    void itIsSentOnlyOnceMoreAfterADeathThatAnEarlierRequestCaused() {
        FakeReplica first = mortal();
        serving(first);
        CompletableFuture<HttpResponse<String>> held =
                platform.sendAsync(
                        platform.infer("m", "{\"poison\":2}")
                                .header("X-Request-Timeout-Ms", "1500"));
        assertOip(held.join(), 503, "no_replica_ready");
        FakeReplica second = mortal();
        FakeReplica third = mortal();
        serving(second, third);

        assertOip(infer("{\"poison\":2}"), 500, "replicas_lost");

        assertThat(second.seen.size() + third.seen.size()).isEqualTo(1);
        await(() -> quarantined() == before + 1);
        assertOip(infer("{\"poison\":2}"), 422, "body_quarantined");
    }

    @Test
    void aReplicaThatOnlyLosesItsConnectionIsNotDead() {
        FakeReplica one = mortal();
        FakeReplica two = mortal();
        one.behave(FakeReplica.BREAK);
        two.behave(FakeReplica.BREAK);
        serving(one, two);
        assertOip(infer("{\"cut\":1}"), 500, "replicas_lost");
        await(() -> one.probes.get() > 0 && two.probes.get() > 0);
        one.behave(FakeReplica.echo());
        two.behave(FakeReplica.echo());

        assertThat(infer("{\"cut\":1}").statusCode()).isEqualTo(200);
        assertThat(quarantined()).isEqualTo(before);
    }

    @Test
    void aReplicaThatSomebodyTookAwayDoesNotCount() {
        double watched = platform.metric("slipway.gateway.quarantine.watched");
        FakeReplica one = mortal();
        FakeReplica two = mortal();
        FakeReplica three = mortal();
        one.behave(FakeReplica.NEVER);
        two.behave(FakeReplica.NEVER);
        serving(one);
        CompletableFuture<HttpResponse<String>> answer =
                platform.sendAsync(platform.infer("m", "{\"slow\":1}"));
        await(() -> one.seen.size() == 1);
        serving(two);
        one.die();
        await(() -> two.seen.size() == 1);
        serving(three);

        two.die();

        assertOip(answer.join(), 500, "replicas_lost");
        assertThat(platform.metric("slipway.gateway.quarantine.watched")).isEqualTo(watched);
        assertThat(infer("{\"slow\":1}").statusCode()).isEqualTo(200);
    }
}
