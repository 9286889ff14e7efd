package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.ModelMetadataRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that Prometheus reads. */
class MetricsTest {
    @Test
    void requestsAreMeasuredByModelAndNeverByWhatSomebodyMadeUp(@TempDir Path state) {
        try (Platform platform = new Platform(state, Map.of());
                FakeReplica replica = FakeReplica.echoing()) {
            platform.model("m", 7);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 7)));
            platform.send(platform.infer("m", "{}"));
            replica.behave(FakeReplica.error(400, "invalid_input"));
            platform.send(platform.infer("m", "{}"));
            platform.send(platform.infer("made-up", "{}"));
            replica.behave(FakeReplica.echo());
            platform.send(platform.infer("m@7", "{}"));
            platform.send(texts(platform, "/v1/embeddings"));
            platform.send(texts(platform, "/v1/rerank"));
            platform.send(texts(platform, "/v1/similarity"));
            platform.send(texts(platform, "/v1/classify"));
            platform.ask("/v2/models/m");
            try (RpcClient client = new RpcClient(platform)) {
                replica.behave((_, response, _) -> RpcClient.message(response, new byte[0]));
                var _ =
                        client.known()
                                .modelMetadata(
                                        ModelMetadataRequest.newBuilder().setName("m").build());
            }
            platform.assertIdentity();
            String page = platform.management("/actuator/prometheus").body();
            assertThat(page)
                    .contains(
                            "gen_ai_server_request_duration_seconds_count{error_type=\"\","
                                    + "gen_ai_operation_name=\"infer\","
                                    + "gen_ai_provider_name=\"slipway\","
                                    + "gen_ai_request_model=\"m\"} 2")
                    .contains(answered("embeddings", 1), answered("rerank", 1))
                    .contains(answered("similarity", 1), answered("classify", 1))
                    .contains(answered("metadata", 2))
                    .contains(
                            "gen_ai_server_request_duration_seconds_count{error_type=\"rejected\","
                                    + "gen_ai_operation_name=\"infer\","
                                    + "gen_ai_provider_name=\"slipway\","
                                    + "gen_ai_request_model=\"m\"} 1")
                    .contains("gen_ai_request_model=\"m\",le=\"0.01\"")
                    .contains("gen_ai_request_model=\"m\",le=\"81.92\"")
                    .doesNotContain("made-up", "m@7");
        }
    }

    private static HttpRequest.Builder texts(Platform platform, String path) {
        return platform.get(path)
                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"m@7\"}"));
    }

    private static String answered(String operation, int times) {
        return "gen_ai_server_request_duration_seconds_count{error_type=\"\",gen_ai_operation_name=\""
                + operation
                + "\",gen_ai_provider_name=\"slipway\",gen_ai_request_model=\"m\"} "
                + times;
    }
}
