package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RequestLines;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What is found in the gateway's log of a request whose id a client tells. */
class RequestLogTest {
    @TempDir static Path state;
    private static Platform platform;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        replica = FakeReplica.echoing();
        platform.model("m", 7);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 7)));
    }

    @AfterAll
    static void stop() {
        platform.close();
        replica.close();
    }

    @Test
    void whatAReplicaRefusedAndWhatItFailedIsThereWithModelAndVersion() {
        try (RequestLines lines = new RequestLines()) {
            replica.behave(FakeReplica.error(400, "invalid_input"));
            platform.send(platform.infer("m", "{}").header(Headers.REQUEST_ID, "refused-1"));
            replica.behave(FakeReplica.error(500, "engine_failed"));
            platform.send(platform.infer("m", "{}").header(Headers.REQUEST_ID, "failed-1"));
            await(() -> !lines.of("failed-1").isEmpty());
            assertThat(lines.of("refused-1"))
                    .containsExactly(
                            "INFO model=m version=7 the request was refused: invalid_input");
            assertThat(lines.of("failed-1"))
                    .containsExactly("WARN model=m version=7 the request failed: engine_failed");
        }
    }

    @Test
    void whatNeverGotToAModelIsThereWithoutThePathKeyOrBody() {
        try (RequestLines lines = new RequestLines()) {
            platform.send(
                    platform.get("/v2/models/secret-name/infer?token=hush")
                            .header("Authorization", "Bearer slw_nobodyxx_wrong")
                            .header(Headers.REQUEST_ID, "stranger-1")
                            .POST(
                                    java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"secret\":1}")));
            await(() -> !lines.of("stranger-1").isEmpty());
            assertThat(lines.of("stranger-1"))
                    .containsExactly(
                            "INFO model= version= the request was refused: unauthenticated");
        }
    }

    @Test
    void whatWentWellIsNoLine() {
        try (RequestLines lines = new RequestLines()) {
            replica.behave(FakeReplica.echo());
            platform.send(platform.infer("m", "{}").header(Headers.REQUEST_ID, "good-1"));
            platform.assertIdentity();
            assertThat(lines.of("good-1")).isEmpty();
        }
    }

    @Test
    void aCallOverGrpcIsThereTheSame() {
        try (RequestLines lines = new RequestLines();
                RpcClient client = new RpcClient(platform)) {
            Assertions.assertThatThrownBy(() ->
                            client.known()
                                    .withInterceptors(RpcClient.sending("x-request-id", "rpc-1"))
                                    .modelInfer(RpcClient.request("nothing").build()))
                    .isInstanceOf(StatusRuntimeException.class);
            await(() -> !lines.of("rpc-1").isEmpty());
            assertThat(lines.of("rpc-1"))
                    .containsExactly(
                            "INFO model= version= the request was refused: model_not_found");
        }
    }

    @Test
    void anAdminCallThatIsRefusedOrWritesIsThere() {
        try (RequestLines lines = new RequestLines()) {
            platform.registry.admin(
                    (_, response) -> response.status(409).sendString(Mono.just("{}")));
            platform.send(
                    platform.get("/admin/v1/pools/default")
                            .header("Authorization", "Bearer " + Platform.ADMIN_KEY)
                            .header(Headers.REQUEST_ID, "admin-2")
                            .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
            await(() -> !lines.of("admin-2").isEmpty());
            assertThat(lines.of("admin-2"))
                    .containsExactly("INFO model= version= PUT of the admin API was answered 409");
        }
    }
}
