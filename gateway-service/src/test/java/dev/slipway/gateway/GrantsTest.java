package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.slipway.contract.openinference.ModelMetadataRequest;
import dev.slipway.contract.openinference.ModelMetadataResponse;
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

/** A key that may only infer {@code exact} and only read {@code shown}. */
class GrantsTest {
    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        client = new RpcClient(platform);
        replica = FakeReplica.echoing();
        for (String model : List.of("exact", "shown", "m")) {
            platform.model(model, 1);
        }
        platform.apply(
                replica.routed(
                        ReplicaState.READY,
                        64,
                        serves("exact", 1),
                        serves("shown", 1),
                        serves("m", 1)));
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
        replica.close();
    }

    private static HttpRequest.Builder asking(String path) {
        return platform.get(path).header("Authorization", "Bearer " + Platform.OTHER_KEY);
    }

    private static HttpResponse<String> get(String path) {
        return platform.send(asking(path));
    }

    private static GRPCInferenceServiceBlockingStub calling() {
        return client.stranger()
                .withInterceptors(sending("authorization", "Bearer " + Platform.OTHER_KEY));
    }

    @Test
    void openAisListIsWhatTheKeyMayCall() {
        assertThat(get("/v1/models").body())
                .contains("\"id\":\"exact\"")
                .doesNotContain("\"id\":\"shown\"", "\"id\":\"m\"");
        assertThat(get("/v1/models/exact").statusCode()).isEqualTo(200);
        assertOpenAi(get("/v1/models/shown"), 403, "forbidden");
        assertOpenAi(get("/v1/models/m"), 403, "forbidden");
    }

    @Test
    void aModelTellsWhatItIsWhoeverMayInferOrReadIt() {
        replica.behave(FakeReplica.echo());
        for (String model : List.of("exact", "shown")) {
            assertThat(get("/v2/models/" + model).statusCode()).as(model).isEqualTo(200);
            assertThat(get("/v2/models/" + model + "/ready").statusCode()).isEqualTo(200);
        }
        assertOip(get("/v2/models/m"), 403, "forbidden");
        assertOip(get("/v2/models/m/ready"), 403, "forbidden");
    }

    @Test
    void soItDoesOverGrpc() {
        replica.behave((_, response, _) ->
                RpcClient.message(
                        response,
                        ModelMetadataResponse.newBuilder().setName("it").build().toByteArray()));
        for (String model : List.of("exact", "shown")) {
            assertThat(calling().modelMetadata(metadata(model)).getName()).isEqualTo("it");
            assertThat(calling().modelReady(ready(model)).getReady()).isTrue();
        }
        assertRefused(
                Status.Code.PERMISSION_DENIED,
                "forbidden",
                () -> calling().modelMetadata(metadata("m")));
        assertRefused(
                Status.Code.PERMISSION_DENIED, "forbidden", () -> calling().modelReady(ready("m")));
    }

    @Test
    void whatAModelCountedIsToldToWhoeverMayInferOrReadIt() {
        replica.behave(FakeReplica.echo());
        for (String model : List.of("exact", "shown")) {
            assertThat(get("/v2/models/" + model + "/stats").body())
                    .startsWith("{\"model_stats\":[{\"name\":\"" + model + "\"");
            assertThat(counted(model)).containsExactly(model);
        }
        assertOip(get("/v2/models/m/stats"), 403, "forbidden");
        assertRefused(Status.Code.PERMISSION_DENIED, "forbidden", () -> counted("m"));
    }

    @Test
    void theListOfWhatModelsCountedIsOfThoseThatTheKeyMayCall() {
        replica.behave(FakeReplica.echo());
        assertThat(get("/v2/models/stats").body())
                .contains("\"name\":\"exact\"")
                .doesNotContain("\"shown\"", "\"m\"");
        assertThat(counted("")).containsExactly("exact");
    }

    private static List<String> counted(String model) {
        return calling()
                .modelStatistics(ModelStatisticsRequest.newBuilder().setName(model).build())
                .getModelStatsList()
                .stream()
                .map(ModelStatistics::getName)
                .toList();
    }

    private static ModelMetadataRequest metadata(String model) {
        return ModelMetadataRequest.newBuilder().setName(model).build();
    }

    private static ModelReadyRequest ready(String model) {
        return ModelReadyRequest.newBuilder().setName(model).build();
    }

    @Test
    void onlyWhoMayInferIsAnsweredByAModel() {
        assertOip(
                platform.send(
                        asking("/v2/models/shown/infer")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                403,
                "forbidden");
        assertRefused(
                Status.Code.PERMISSION_DENIED,
                "forbidden",
                () -> calling().modelInfer(request("shown").build()));
    }
}
