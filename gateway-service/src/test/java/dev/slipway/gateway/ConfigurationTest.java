package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.ModelConfig;
import dev.slipway.contract.openinference.ModelConfigRequest;
import dev.slipway.contract.openinference.ModelConfigResponse;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of models, which replicas tell. */
class ConfigurationTest {
    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
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
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)));
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        replica.close();
    }

    private static ModelConfig ask(String key, String version) {
        return client.stranger()
                .withInterceptors(sending("authorization", "Bearer " + key))
                .modelConfig(
                        ModelConfigRequest.newBuilder().setName("m").setVersion(version).build())
                .getConfig();
    }

    @Test
    void overGrpcItIsTheReplicasMessage() throws InterruptedException {
        byte[] message =
                ModelConfigResponse.newBuilder()
                        .setConfig(ModelConfig.newBuilder().setName("m").setMaxBatchSize(32))
                        .build()
                        .toByteArray();
        replica.behave((_, response, _) -> RpcClient.message(response, message));

        assertThat(ask(Platform.INFER_KEY, "").getMaxBatchSize()).isEqualTo(32);
        assertThat(ask(Platform.INFER_KEY, "1").getName()).isEqualTo("m");

        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/m/versions/2/config");
        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/m/versions/1/config");
    }

    @Test
    void overHttpItIsTheReplicasJson() throws InterruptedException {
        assertThat(platform.ask("/v2/models/m/config").body()).contains("echo");
        assertThat(platform.ask("/v2/models/m/versions/1/config").body()).contains("echo");

        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/m/versions/2/config");
        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/m/versions/1/config");
    }

    @Test
    void aModelOfThatNameTellsOfItself() throws InterruptedException {
        platform.model("config", 3);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("config", 3)));

        assertThat(platform.ask("/v2/models/config").body()).contains("echo");
        assertThat(platform.ask("/v2/models/config/config").body()).contains("echo");

        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/config/versions/3");
        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/config/versions/3/config");
    }

    @Test
    void whoMayNotReadAModelIsNotTold() {
        assertRefused(
                Status.Code.PERMISSION_DENIED, "forbidden", () -> ask(Platform.OTHER_KEY, ""));
        assertRefused(
                Status.Code.NOT_FOUND, "version_not_served", () -> ask(Platform.INFER_KEY, "9"));
        assertOip(
                platform.send(
                        platform.get("/v2/models/m/config")
                                .header("Authorization", "Bearer " + Platform.OTHER_KEY)),
                403,
                "forbidden");
        assertOip(platform.ask("/v2/models/m/versions/9/config"), 404, "version_not_served");
        assertOip(platform.ask("/v2/models/nobody/config"), 404, "model_not_found");
    }
}
