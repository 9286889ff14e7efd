package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.slipway.contract.openinference.ModelRepositoryParameter;
import dev.slipway.contract.openinference.RepositoryModelLoadRequest;
import dev.slipway.contract.openinference.RepositoryModelUnloadRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPlatform;
import dev.slipway.gateway.platform.Platform;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Models are loaded, and let rest, on every replica that has them. */
class RepositoryControlTest extends OnPlatform {
    private static final FakeReplica.Behaviour DOING =
            (_, response, _) -> response.status(200).header("Content-Length", "0").send();

    private final FakeReplica one = replica(DOING);
    private final FakeReplica two = replica(DOING);

    @BeforeEach
    void route() {
        platform.model("m", 1, 2);
        platform.model("idle");
        platform.apply(
                one.routed(ReplicaState.READY, 64, serves("m", 2)),
                two.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)));
    }

    @AfterEach
    void nothingIsKept() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    private static HttpRequest.Builder request(String key, String path, String body) {
        return platform.get("/v2/repository/models/" + path)
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> post(String path, String body) {
        return platform.send(request(Platform.ADMIN_KEY, path, body));
    }

    private static GRPCInferenceServiceBlockingStub calling(String key) {
        return client.stranger().withInterceptors(sending("authorization", "Bearer " + key));
    }

    private static RepositoryModelLoadRequest load(String model) {
        return RepositoryModelLoadRequest.newBuilder().setModelName(model).build();
    }

    private static RepositoryModelUnloadRequest unload(ModelRepositoryParameter dependents) {
        return RepositoryModelUnloadRequest.newBuilder()
                .setModelName("m")
                .putParameters("unload_dependents", dependents)
                .build();
    }

    private static FakeReplica.Behaviour refusing(int status, String code, String sentence) {
        return (_, response, _) ->
                response.status(status).header(Headers.ERROR, code).sendString(Mono.just(sentence));
    }

    private static List<String> paths(FakeReplica replica) {
        List<FakeReplica.Seen> seen = new ArrayList<>(replica.seen);
        return seen.stream().map(FakeReplica.Seen::path).toList();
    }

    @Test
    void everyReplicaOfEveryServedVersionLoadsIt() {
        HttpResponse<String> answer = post("m/load", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(paths(one)).containsExactly("/v2/models/m/versions/2/load");
        assertThat(paths(two))
                .containsExactlyInAnyOrder(
                        "/v2/models/m/versions/1/load", "/v2/models/m/versions/2/load");
    }

    @Test
    void soTheyLetItRest() {
        assertThat(post("m/unload", "{\"parameters\":{\"unload_dependents\":false}}").statusCode())
                .isEqualTo(200);
        assertThat(paths(one)).containsExactly("/v2/models/m/versions/2/unload");
        assertThat(paths(two)).hasSize(2);
    }

    @Test
    void oneVersionIsMeantByItsNumber() {
        assertThat(post("m@1/load", "{}").statusCode()).isEqualTo(200);
        assertThat(one.seen).isEmpty();
        assertThat(paths(two)).containsExactly("/v2/models/m/versions/1/load");
    }

    @Test
    void replicasHaveTheTimeThatTheClientGives() throws InterruptedException {
        HttpResponse<String> answer =
                platform.send(
                        request(Platform.ADMIN_KEY, "m@1/load", "")
                                .header(Headers.REQUEST_TIMEOUT_MS, "54321"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Long.parseLong(String.valueOf(two.seen.take().timeLeft())))
                .isBetween(1L, 54_321L);
    }

    @Test
    void onlyWhoMayDeployTheModelMoves() {
        assertOip(platform.send(request(Platform.INFER_KEY, "m/load", "")), 403, "forbidden");
        assertOip(platform.send(request(Platform.INFER_KEY, "m/unload", "")), 403, "forbidden");
        assertRefused(
                Status.Code.PERMISSION_DENIED,
                "forbidden",
                () -> calling(Platform.INFER_KEY).repositoryModelLoad(load("m")));
        assertOip(
                platform.send(
                        platform.get("/v2/repository/models/m/load").POST(BodyPublishers.noBody())),
                401,
                "unauthenticated");
        assertThat(one.seen).isEmpty();
        assertThat(two.seen).isEmpty();
    }

    @Test
    void whatIsNotServedCannotBeMoved() {
        assertOip(post("nobody/load", ""), 404, "model_not_found");
        assertOip(post("-/load", ""), 404, "model_not_found");
        assertOip(post("idle/load", ""), 404, "model_not_deployed");
        assertOip(post("m@9/unload", ""), 404, "version_not_served");
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () -> calling(Platform.ADMIN_KEY).repositoryModelLoad(load("nobody")));
    }

    @Test
    void aPackageIsSealed() {
        String config = "{\"parameters\":{\"config\":\"" + "x".repeat(100_000) + "\"}}";
        assertOip(post("m/load", config), 400, "invalid_request");
        assertThat(post("m/load", config).body()).contains("sealed");
        assertOip(post("m/load", " ".repeat(100_000)), 413, "body_too_large");
        assertOip(post("m/load", "{\"parameters\":{\"version\":1}}"), 400, "invalid_request");
        assertOip(post("m/load", "load"), 400, "invalid_json");
        assertThat(one.seen).isEmpty();
    }

    @Test
    void soItIsInAMessage() {
        for (int length : new int[] {10, 100_000}) {
            RepositoryModelLoadRequest request =
                    load("m").toBuilder()
                            .putParameters(
                                    "file:1/model.onnx",
                                    ModelRepositoryParameter.newBuilder()
                                            .setBytesParam(ByteString.copyFrom(new byte[length]))
                                            .build())
                            .build();
            assertRefused(
                    Status.Code.INVALID_ARGUMENT,
                    "invalid_request",
                    () -> calling(Platform.ADMIN_KEY).repositoryModelLoad(request));
        }
        assertThat(one.seen).isEmpty();
    }

    @Test
    void whatDoesNotFitSomewhereIsToldWithItsNumbers() {
        two.behave(refusing(503, "not_ready", "it needs at least 9 MiB, and 4 MiB are free"));

        HttpResponse<String> answer = post("m/load", "");

        assertOip(answer, 503, "not_ready");
        assertThat(answer.body()).contains("Only 1 of 3 loads", "9 MiB");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        StatusRuntimeException refusal =
                refused(() -> calling(Platform.ADMIN_KEY).repositoryModelLoad(load("m")));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusal.getStatus().getDescription()).contains("Only 1 of 3 loads", "9 MiB");
    }

    @Test
    void whoIsLostDidNothing() {
        for (FakeReplica.Behaviour bad :
                List.of(
                        FakeReplica.BREAK,
                        FakeReplica.error(421, "misdirected"),
                        FakeReplica.error(429, "queue_full"),
                        FakeReplica.error(500, "internal"))) {
            one.behave(bad);
            HttpResponse<String> answer = post("m/unload", "");
            assertOip(answer, 503, "not_ready");
            assertThat(answer.body()).contains("Only 2 of 3 unloads");
        }
    }

    @Test
    void aLoadThatTakesLongerThanTheTimeIsLate() {
        one.behave(FakeReplica.NEVER);

        HttpResponse<String> answer =
                platform.send(
                        request(Platform.ADMIN_KEY, "m/load", "")
                                .header(Headers.REQUEST_TIMEOUT_MS, "400"));

        assertOip(answer, 504, "deadline_exceeded");
        assertThat(answer.body()).contains("of 3 loads");
    }

    @Test
    void aModelThatNoReplicaHasCannotBeMovedYet() {
        platform.apply();

        assertOip(post("m/load", ""), 503, "no_replica_ready");
    }

    @Test
    void gRpcDoesTheSame() {
        GRPCInferenceServiceBlockingStub admin = calling(Platform.ADMIN_KEY);
        assertThat(admin.repositoryModelLoad(load("m"))).isNotNull();
        assertThat(paths(one)).containsExactly("/v2/models/m/versions/2/load");
        assertThat(
                        admin.repositoryModelUnload(
                                unload(
                                        ModelRepositoryParameter.newBuilder()
                                                .setBoolParam(true)
                                                .build())))
                .isNotNull();
        assertThat(paths(one)).contains("/v2/models/m/versions/2/unload");
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                () ->
                        admin.repositoryModelUnload(
                                unload(
                                        ModelRepositoryParameter.newBuilder()
                                                .setInt64Param(1)
                                                .build())));
    }
}
