package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.openinference.ModelMetadataRequest;
import dev.slipway.contract.openinference.ModelReadyRequest;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another tenant's model, which is ready, is as absent as one that never was. */
class ForeignTenantTest {
    private static final long NUMBER = 1_000;

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        client = new RpcClient(platform);
        replica = FakeReplica.echoing();
        platform.registry.publish(
                new RoutingDocument(
                        new DocumentNumber(1, NUMBER),
                        List.of(model("mine", "default"), model("theirs", "another")),
                        List.of(
                                replica.routed(
                                        ReplicaState.READY,
                                        64,
                                        serves("mine", 1),
                                        serves("theirs", 1)))));
        await(() ->
                platform.metric("slipway.gateway.document.number", "document", "routing")
                        == NUMBER);
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
        replica.close();
    }

    private static RoutedModel model(String name, String tenant) {
        return new RoutedModel(
                name, tenant, 60_000, 1, List.of(new RoutedVersion(1, 100, null, 0)), List.of());
    }

    private static HttpResponse<String> embed(String model) {
        return platform.send(
                platform.get("/v1/embeddings")
                        .header("Authorization", "Bearer " + Platform.INFER_KEY)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"" + model + "\",\"input\":\"a\"}")));
    }

    private static ModelStatisticsRequest statistics(String model) {
        return ModelStatisticsRequest.newBuilder().setName(model).build();
    }

    @Test
    void nobodyElseIsAnsweredByItOrByAVersionOfIt() {
        assertThat(platform.send(platform.infer("mine@1", "{}")).statusCode()).isEqualTo(200);
        for (String name : List.of("theirs", "theirs@1", "theirs/versions/1")) {
            assertOip(platform.send(platform.infer(name, "{}")), 404, "model_not_found");
        }
        assertOpenAi(embed("theirs@1"), 404, "model_not_found");
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () -> client.known().modelInfer(request("theirs").setModelVersion("1").build()));
        assertThat(replica.seen).noneMatch(one -> one.path().contains("theirs"));
    }

    @Test
    void nobodyElseLearnsThatItIsThere() {
        assertThat(platform.ask("/v1/models").body()).contains("mine").doesNotContain("theirs");
        assertOpenAi(platform.ask("/v1/models/theirs"), 404, "model_not_found");
        assertOip(platform.ask("/v2/models/theirs"), 404, "model_not_found");
        assertOip(platform.ask("/v2/models/theirs/ready"), 404, "model_not_found");
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () ->
                        client.known()
                                .modelReady(
                                        ModelReadyRequest.newBuilder().setName("theirs").build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () ->
                        client.known()
                                .modelMetadata(
                                        ModelMetadataRequest.newBuilder()
                                                .setName("theirs")
                                                .build()));
        assertOip(platform.ask("/v2/models/theirs/stats"), 404, "model_not_found");
        assertOip(platform.ask("/v2/models/theirs/versions/1/stats"), 404, "model_not_found");
        assertThat(platform.ask("/v2/models/stats").body())
                .contains("mine")
                .doesNotContain("theirs");
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () -> client.known().modelStatistics(statistics("theirs")));
        assertThat(client.known().modelStatistics(statistics("")).getModelStatsList())
                .extracting(ModelStatistics::getName)
                .containsExactly("mine");
        assertThat(replica.seen).noneMatch(one -> one.path().contains("theirs"));
        assertThat(embed("theirs").body().replace("theirs", "absent"))
                .isEqualTo(embed("absent").body());
    }
}
