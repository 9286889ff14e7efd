package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.InferBatchStatistics;
import dev.slipway.contract.openinference.InferStatistics;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsRequest;
import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.contract.openinference.StatisticDuration;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPlatform;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import io.netty.buffer.Unpooled;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all replicas of a model counted, added up. */
class StatisticsTest extends OnPlatform {
    private final FakeReplica one = replica(counted(10));
    private final FakeReplica two = replica(counted(3));

    @BeforeEach
    void route() {
        platform.model("m", 1, 2);
        platform.model("exact", 4);
        platform.apply(
                one.routed(ReplicaState.READY, 64, serves("m", 2), serves("exact", 4)),
                two.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2)));
    }

    @AfterEach
    void nothingFails() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isZero();
        assertThat(platform.metric("slipway.gateway.replica.in.flight")).isZero();
    }

    private static FakeReplica.Behaviour counted(long count) {
        return (_, response, _) -> RpcClient.message(response, message(count));
    }

    /** Each number of a replica that counted so many. */
    private static byte[] message(long count) {
        StatisticDuration duration =
                StatisticDuration.newBuilder().setCount(count).setNs(1_000 * count).build();
        return ModelStatisticsResponse.newBuilder()
                .addModelStats(
                        ModelStatistics.newBuilder()
                                .setName("its own")
                                .setVersion("99")
                                .setInferenceCount(2 * count)
                                .setExecutionCount(count)
                                .setLastInference(100 + count)
                                .addBatchStats(batch(2, duration))
                                .addBatchStats(batch(10 + count, duration))
                                .setInferenceStats(
                                        InferStatistics.newBuilder()
                                                .setSuccess(duration)
                                                .setQueue(duration)
                                                .setComputeInfer(duration)))
                .build()
                .toByteArray();
    }

    private static InferBatchStatistics batch(long rows, StatisticDuration duration) {
        return InferBatchStatistics.newBuilder()
                .setBatchSize(rows)
                .setComputeInfer(duration)
                .build();
    }

    /** Refuses, though its body could be read as what it counted. */
    private static FakeReplica.Behaviour refusing() {
        byte[] message = message(10);
        return (_, response, _) ->
                response.status(404)
                        .header("X-Slipway-Error", "path_not_found")
                        .header("Content-Type", "application/x-protobuf")
                        .header("Content-Length", Integer.toString(message.length))
                        .sendObject(Unpooled.wrappedBuffer(message));
    }

    private static ModelStatisticsResponse ask(String key, String model, String version) {
        return client.stranger()
                .withInterceptors(sending("authorization", "Bearer " + key))
                .modelStatistics(
                        ModelStatisticsRequest.newBuilder()
                                .setName(model)
                                .setVersion(version)
                                .build());
    }

    private static List<String> runs(ModelStatisticsResponse response) {
        return response.getModelStatsList().stream()
                .map(model ->
                        model.getName()
                                + ":"
                                + model.getVersion()
                                + ":"
                                + model.getExecutionCount())
                .toList();
    }

    @Test
    void everyReplicaOfAVersionCounts() {
        ModelStatisticsResponse response = ask(Platform.INFER_KEY, "m", "");

        assertThat(runs(response)).containsExactly("m:1:3", "m:2:13");
        ModelStatistics second = response.getModelStats(1);
        assertThat(second.getInferenceCount()).isEqualTo(26);
        assertThat(second.getInferenceStats().getQueue().getCount()).isEqualTo(13);
        assertThat(second.getInferenceStats().getQueue().getNs()).isEqualTo(13_000);
        assertThat(second.getInferenceStats().getFail().getCount()).isZero();
        assertThat(second.getLastInference()).isEqualTo(110);
        assertThat(second.getBatchStatsList())
                .extracting(InferBatchStatistics::getBatchSize)
                .containsExactly(2L, 13L, 20L);
        assertThat(second.getBatchStats(0).getComputeInfer().getCount()).isEqualTo(13);
        assertThat(second.getBatchStats(0).getComputeInfer().getNs()).isEqualTo(13_000);
        assertThat(second.getBatchStats(1).getComputeInfer().getCount()).isEqualTo(3);
    }

    @Test
    void replicasAreAskedByVersionWithinTheTimeThatIsLeft() throws InterruptedException {
        var _ = ask(Platform.INFER_KEY, "m", "1");

        FakeReplica.Seen seen = two.seen.take();
        assertThat(seen.path()).isEqualTo("/v2/models/m/versions/1/stats");
        assertThat(seen.version()).isEqualTo("1");
        assertThat(seen.timeLeft()).isEqualTo("2000");
        assertThat(one.seen).isEmpty();
    }

    @Test
    void overHttpTheSameIsJson() {
        HttpResponse<String> answer = platform.ask("/v2/models/m/versions/1/stats");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"model_stats\":[{\"name\":\"m\",\"version\":\"1\","
                                + "\"last_inference\":103,\"inference_count\":6,"
                                + "\"execution_count\":3,\"inference_stats\":{"
                                + "\"success\":{\"count\":3,\"ns\":3000},"
                                + "\"fail\":{\"count\":0,\"ns\":0},"
                                + "\"queue\":{\"count\":3,\"ns\":3000},"
                                + "\"compute_input\":{\"count\":0,\"ns\":0},"
                                + "\"compute_infer\":{\"count\":3,\"ns\":3000},"
                                + "\"compute_output\":{\"count\":0,\"ns\":0},"
                                + "\"cache_hit\":{\"count\":0,\"ns\":0},"
                                + "\"cache_miss\":{\"count\":0,\"ns\":0}},\"batch_stats\":["
                                + batchOfThree(2)
                                + ","
                                + batchOfThree(13)
                                + "]}]}");
    }

    private static String batchOfThree(int rows) {
        return "{\"batch_size\":"
                + rows
                + ",\"compute_input\":{\"count\":0,\"ns\":0},"
                + "\"compute_infer\":{\"count\":3,\"ns\":3000},"
                + "\"compute_output\":{\"count\":0,\"ns\":0}}";
    }

    @Test
    void withoutAModelThoseAreToldThatTheKeyMayAsk() {
        assertThat(runs(ask(Platform.INFER_KEY, "", "")))
                .containsExactlyInAnyOrder("m:1:3", "m:2:13", "exact:4:10");
        assertThat(runs(ask(Platform.OTHER_KEY, "", ""))).containsExactly("exact:4:10");
        assertThat(platform.ask("/v2/models/stats").body())
                .contains("\"name\":\"m\"", "\"name\":\"exact\"");
    }

    @Test
    void aReplicaThatGivesNoneIsLeftOut() {
        for (FakeReplica.Behaviour bad :
                List.of(
                        FakeReplica.error(404, "path_not_found"),
                        refusing(),
                        FakeReplica.error(421, "misdirected"),
                        FakeReplica.error(429, "queue_full"),
                        FakeReplica.error(500, "internal"),
                        FakeReplica.error(503, "draining"),
                        FakeReplica.BREAK,
                        FakeReplica.echo())) {
            one.behave(bad);
            assertThat(runs(ask(Platform.INFER_KEY, "m", ""))).containsExactly("m:1:3", "m:2:3");
        }
        one.behave(counted(10));
        assertThat(runs(ask(Platform.INFER_KEY, "m", "2"))).containsExactly("m:2:13");
    }

    @Test
    void aVersionThatNobodyHasReadyHasCountedNothing() {
        platform.apply();

        assertThat(runs(ask(Platform.INFER_KEY, "exact", ""))).containsExactly("exact:4:0");
    }

    @Test
    void whoMayNotReadAModelIsNotTold() {
        assertOip(
                platform.send(
                        platform.get("/v2/models/m/stats")
                                .header("Authorization", "Bearer " + Platform.OTHER_KEY)),
                403,
                "forbidden");
        assertRefused(
                Status.Code.PERMISSION_DENIED, "forbidden", () -> ask(Platform.OTHER_KEY, "m", ""));
        assertOip(platform.ask("/v2/models/nobody/stats"), 404, "model_not_found");
        assertOip(platform.ask("/v2/models/m/versions/9/stats"), 404, "version_not_served");
        assertRefused(
                Status.Code.NOT_FOUND,
                "version_not_found",
                () -> ask(Platform.INFER_KEY, "m", "first"));
        assertOip(platform.send(platform.get("/v2/models/m/stats")), 401, "unauthenticated");
    }
}
