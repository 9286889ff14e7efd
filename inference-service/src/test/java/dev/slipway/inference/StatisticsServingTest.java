package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.InferBatchStatistics;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a replica counted of a version, as it tells the gateway. */
class StatisticsServingTest {
    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        replica = new TestReplica(cache, Map.of());
        replica.serve("asked", 3, TestModels.addConstant(1, 8));
        replica.serve("idle", 1, TestModels.addConstant(1, 8));
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    private static HttpResponse<String> infer(String data) throws Exception {
        return replica.infer(
                "asked",
                3,
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":"
                        + data
                        + "}]}");
    }

    private static ModelStatistics told(String model, int version) throws Exception {
        HttpResponse<byte[]> answer =
                client.send(
                        replica.request("/v2/models/" + model + "/stats", model, version)
                                .header("Accept", "application/x-protobuf")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-protobuf");
        return ModelStatisticsResponse.parseFrom(answer.body()).getModelStats(0);
    }

    @Test
    void rowsRunsAndRequestsAreToldOfTheVersionThatRanThem() throws Exception {
        ModelStatistics before = told("asked", 3);
        for (int i = 0; i < 3; i++) {
            assertThat(infer("[1,2,3,4]").statusCode()).isEqualTo(200);
        }
        assertThat(infer("[1]").statusCode()).isEqualTo(400);

        ModelStatistics after = told("asked", 3);

        assertThat(after.getName()).isEqualTo("asked");
        assertThat(after.getVersion()).isEqualTo("3");
        assertThat(after.getInferenceCount() - before.getInferenceCount()).isEqualTo(6);
        assertThat(after.getExecutionCount() - before.getExecutionCount()).isEqualTo(3);
        assertThat(
                        after.getInferenceStats().getSuccess().getCount()
                                - before.getInferenceStats().getSuccess().getCount())
                .isEqualTo(3);
        assertThat(
                        after.getInferenceStats().getFail().getCount()
                                - before.getInferenceStats().getFail().getCount())
                .isEqualTo(1);
        assertThat(after.getInferenceStats().getComputeInfer().getNs())
                .isGreaterThan(before.getInferenceStats().getComputeInfer().getNs());
        assertThat(after.getInferenceStats().getComputeInput().getCount())
                .isEqualTo(after.getExecutionCount());
        assertThat(after.getInferenceStats().getComputeOutput().getCount())
                .isEqualTo(after.getExecutionCount());
        assertThat(after.getLastInference()).isPositive();
        InferBatchStatistics twos = ofSize(after, 2);
        assertThat(twos.getComputeInfer().getCount()).isEqualTo(after.getExecutionCount());
        assertThat(twos.getComputeInfer().getNs())
                .isEqualTo(after.getInferenceStats().getComputeInfer().getNs());
        // None of them shared its run.
        assertThat(twos.getComputeInput().getNs()).isZero();
        assertThat(twos.getComputeOutput().getNs()).isZero();
        ModelStatistics idle = told("idle", 1);
        assertThat(idle.getInferenceCount()).isZero();
        assertThat(idle.getLastInference()).isZero();
        assertThat(idle.getBatchStatsList()).isEmpty();
    }

    private static InferBatchStatistics ofSize(ModelStatistics told, long rows) {
        return told.getBatchStatsList().stream()
                .filter(batch -> batch.getBatchSize() == rows)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutTheProtocolsMessagesItIsJson() throws Exception {
        HttpResponse<String> answer =
                replica.send(
                        replica.request("/v2/models/idle/versions/1/stats", "idle", 1).build());

        JsonNode model = json(answer).at("/model_stats/0");
        assertThat(model.path("name").asString()).isEqualTo("idle");
        assertThat(model.path("version").asString()).isEqualTo("1");
        assertThat(model.path("execution_count").asLong()).isZero();
        assertThat(model.path("last_inference").asLong(-1)).isZero();
        assertThat(model.path("batch_stats").isArray()).isTrue();
        for (String part :
                List.of(
                        "success",
                        "fail",
                        "queue",
                        "compute_input",
                        "compute_infer",
                        "compute_output")) {
            assertThat(model.at("/inference_stats/" + part + "/count").isNumber()).isTrue();
            assertThat(model.at("/inference_stats/" + part + "/ns").isNumber()).isTrue();
        }
    }

    @Test
    void itIsAskedWithGet() throws Exception {
        assertThat(replica.post("/v2/models/idle/stats", "idle", 1, "{}").statusCode())
                .isEqualTo(405);
    }
}
