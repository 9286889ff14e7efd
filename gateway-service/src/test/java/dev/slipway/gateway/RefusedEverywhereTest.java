package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static dev.slipway.gateway.platform.RpcClient.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.drain.LastWords;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reason has one word in every dialect, with the dialect's own status and form. */
class RefusedEverywhereTest {
    private static final int HOLD_COUNT = 3;
    private static final String PATIENT = "20000";

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private final List<FakeReplica> replicas = new ArrayList<>();

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_HOLD_COUNT", HOLD_COUNT));
        client = new RpcClient(platform);
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
    }

    @BeforeEach
    void models() {
        platform.model("m", 1);
        platform.model("waiting", 1);
        platform.model("idle");
        platform.apply();
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.hold.requests")).isZero();
        replicas.forEach(FakeReplica::close);
    }

    /** So many replicas of {@code m} that all do this, and nobody else. */
    private void served(int count, FakeReplica.Behaviour behaviour) {
        replicas.forEach(FakeReplica::close);
        replicas.clear();
        for (int i = 0; i < count; i++) {
            FakeReplica replica = FakeReplica.echoing();
            replica.behave(behaviour);
            replicas.add(replica);
        }
        platform.apply(
                replicas.stream()
                        .map(one -> one.routed(ReplicaState.READY, 64, serves("m", 1)))
                        .toArray(RoutedReplica[]::new));
    }

    private static HttpRequest.Builder embed(String model) {
        return platform.get("/v1/embeddings")
                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"" + model + "\",\"input\":\"a\"}"));
    }

    private static HttpResponse<String> oip(String model, String timeout) {
        return platform.send(platform.infer(model, "{}").header("X-Request-Timeout-Ms", timeout));
    }

    private static HttpResponse<String> openAi(String model, String timeout) {
        return platform.send(embed(model).header("X-Request-Timeout-Ms", timeout));
    }

    private static void rpc(String model, String timeout) {
        var _ =
                client.known()
                        .withInterceptors(sending("x-request-timeout-ms", timeout))
                        .modelInfer(request(model).build());
    }

    private static void assertEverywhere(
            String model, String timeout, int status, Status.Code rpc, String code) {
        assertOip(oip(model, timeout), status, code);
        assertOpenAi(openAi(model, timeout), status, code);
        assertRefused(rpc, code, () -> rpc(model, timeout));
    }

    @Test
    void aModelThatIsUnknownOrNotDeployed() {
        assertEverywhere("nobody", PATIENT, 404, Status.Code.NOT_FOUND, "model_not_found");
        assertEverywhere("idle", PATIENT, 404, Status.Code.NOT_FOUND, "model_not_deployed");
        assertThat(openAi("idle", PATIENT).body()).contains("\"param\":\"model\"");
    }

    @Test
    void aVersionThatIsNotServedNamesThoseThatAre() {
        assertEverywhere("m@7", PATIENT, 404, Status.Code.NOT_FOUND, "version_not_served");
        assertThat(openAi("m@7", PATIENT).body()).contains("It serves version 1.");
        assertThat(refused(() -> rpc("m@7", PATIENT)).getStatus().getDescription())
                .contains("It serves version 1.");
    }

    @Test
    void aTimeThatIsNone() {
        for (String wrong : List.of("soon", "0", "-1")) {
            assertEverywhere("m", wrong, 400, Status.Code.INVALID_ARGUMENT, "invalid_request");
        }
    }

    @Test
    void nothingReadyUntilTheTimeIsOver() {
        // Enough for a busy machine to come as far as the hold.
        String shortTime = "400";
        assertEverywhere("m", shortTime, 503, Status.Code.UNAVAILABLE, "no_replica_ready");
        assertThat(openAi("m", shortTime).headers().firstValue("Retry-After")).contains("5");
        assertThat(trailer(refused(() -> rpc("m", shortTime)), "retry-after")).isEqualTo("5");
    }

    @Test
    void aTimeThatRunsOutWhileAReplicaWorks() {
        served(1, FakeReplica.NEVER);

        assertEverywhere("m", "100", 504, Status.Code.DEADLINE_EXCEEDED, "deadline_exceeded");
    }

    @Test
    void aTimeThatMayBeOverBeforeTheBodyIsHere() {
        served(1, FakeReplica.NEVER);

        for (int i = 0; i < 100; i++) {
            assertEverywhere("m", "1", 504, Status.Code.DEADLINE_EXCEEDED, "deadline_exceeded");
        }
    }

    @Test
    void moreWaitingThanMay() {
        List<CompletableFuture<HttpResponse<String>>> held = fillTheHold();

        assertEverywhere("m", PATIENT, 503, Status.Code.UNAVAILABLE, "no_replica_ready");
        assertThat(openAi("m", PATIENT).body()).contains("too many requests wait already");

        release(held);
    }

    @Test
    void aBodyThatThereIsNoRoomToKeep() {
        served(1, FakeReplica.echo());
        ByteBudget kept = platform.application.getBean(ByteBudget.class);
        long all = DoorLimits.DEFAULT.keptTotalBytes();
        assertThat(kept.take(all)).isTrue();
        try {
            assertEverywhere("m", PATIENT, 429, Status.Code.RESOURCE_EXHAUSTED, "hold_full");
            assertThat(openAi("m", PATIENT).headers().firstValue("Retry-After")).contains("1");
        } finally {
            kept.giveBack(all);
        }
        assertThat(replicas.getFirst().seen).isEmpty();
        assertThat(openAi("m", PATIENT).statusCode()).isEqualTo(200);
    }

    @Test
    void aFullQueueReachesTheClientWhereTheHoldIsFullToo() {
        served(1, FakeReplica.error(429, "queue_full"));
        List<CompletableFuture<HttpResponse<String>>> held = fillTheHold();

        assertPassed(429, Status.Code.RESOURCE_EXHAUSTED, "queue_full");

        release(held);
    }

    @Test
    void anEngineThatFails() {
        served(1, FakeReplica.error(500, "engine_failed"));

        assertPassed(500, Status.Code.INTERNAL, "engine_failed");
    }

    @Test
    void aBodyThatTheReplicaRefuses() {
        for (String code : List.of("invalid_request", "invalid_input", "task_not_supported")) {
            served(1, FakeReplica.error(400, code));
            assertPassed(400, Status.Code.INVALID_ARGUMENT, code);
        }
        served(1, FakeReplica.error(413, "body_too_large"));
        assertPassed(413, Status.Code.RESOURCE_EXHAUSTED, "body_too_large");
    }

    @Test
    void whatTheOnlyReplicaPredictsToBeLate() {
        served(1, FakeReplica.error(429, "predicted_late"));
        assertPassed(429, Status.Code.RESOURCE_EXHAUSTED, "predicted_late");
        served(1, FakeReplica.error(503, "deadline_unreachable"));
        assertPassed(503, Status.Code.UNAVAILABLE, "deadline_unreachable");
    }

    /** The replica's own answer, whose body is the replica's. */
    private static void assertPassed(int status, Status.Code rpc, String code) {
        for (HttpResponse<String> answer : List.of(oip("m", PATIENT), openAi("m", PATIENT))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.headers().firstValue("X-Slipway-Error")).contains(code);
        }
        StatusRuntimeException refusal = refused(() -> rpc("m", PATIENT));
        assertThat(refusal.getStatus().getCode()).isEqualTo(rpc);
        assertThat(trailer(refusal, "x-slipway-error")).isEqualTo(code);
    }

    @Test
    void aBodyThatTwoReplicasDiedOf() {
        served(3, FakeReplica.BREAK);
        assertOip(oip("m", PATIENT), 500, "replicas_lost");
        served(3, FakeReplica.BREAK);
        assertOpenAi(openAi("m", PATIENT), 500, "replicas_lost");
        served(3, FakeReplica.BREAK);
        assertRefused(Status.Code.INTERNAL, "replicas_lost", () -> rpc("m", PATIENT));
        assertThat(replicas.stream().mapToInt(one -> one.seen.size()).sum()).isEqualTo(2);
    }

    @Test
    void aDoorThatClosesTellsWhoeverStillWaits() {
        CompletableFuture<HttpResponse<String>> oip = platform.sendAsync(platform.infer("m", "{}"));
        CompletableFuture<HttpResponse<String>> openAi = platform.sendAsync(embed("m"));
        CompletableFuture<Throwable> rpc = new CompletableFuture<>();
        Thread.ofVirtual().start(told(rpc::complete));
        await(() -> platform.metric("slipway.gateway.hold.requests") == 3);

        platform.application.getBean(LastWords.class).say();

        assertOip(oip.join(), 503, "shutting_down");
        assertOpenAi(openAi.join(), 503, "shutting_down");
        assertRefused(
                Status.Code.UNAVAILABLE,
                "shutting_down",
                () -> {
                    throw (StatusRuntimeException) rpc.join();
                });
    }

    private static Runnable told(Consumer<Throwable> refusal) {
        return () -> refusal.accept(refused(() -> rpc("m", PATIENT)));
    }

    /** Of another model, so that none of them takes a replica of {@code m}. */
    private static List<CompletableFuture<HttpResponse<String>>> fillTheHold() {
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < HOLD_COUNT; i++) {
            held.add(platform.sendAsync(platform.infer("waiting", "{}")));
        }
        await(() -> platform.metric("slipway.gateway.hold.requests") == HOLD_COUNT);
        return held;
    }

    private static void release(List<CompletableFuture<HttpResponse<String>>> held) {
        platform.model("waiting");
        platform.apply();
        for (CompletableFuture<HttpResponse<String>> answer : held) {
            assertOip(answer.join(), 404, "model_not_deployed");
        }
    }
}
