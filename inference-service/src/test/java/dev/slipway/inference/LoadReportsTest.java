package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the head of an answer says of the replica's load. */
class LoadReportsTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;
    private static final String RUNS =
            """
            {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[%d]}]}\
            """;

    @TempDir Path cache;

    private static String report(HttpResponse<?> answer) {
        return answer.headers().firstValue(Headers.LOAD_REPORT).orElse("none");
    }

    private static double predictedWaitMs(HttpResponse<?> answer) {
        String report = report(answer);
        return Double.parseDouble(report.substring(report.lastIndexOf('=') + 1));
    }

    @Test
    void anAnswerCountsTheOthersAndEstimatesTheWaitForItsOwnVersion() throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of("SLIPWAY_PARALLEL_RUNS", "1"))) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.serve("slow", 1, TestModels.slow());
            assertThat(report(replica.infer("add", 1, ADD)))
                    .matches(
                            "TEXT named_metrics\\.in_flight=0,named_metrics\\.queued=0,"
                                    + "named_metrics\\.rows_per_second=\\d+\\.\\d,"
                                    + "(named_metrics\\.memory_free_bytes=\\d+,)?"
                                    + "named_metrics\\.predicted_wait_ms=0\\.0");
            // The first one says what a run costs, the second one is long enough to be waited for.
            assertThat(replica.infer("slow", 1, RUNS.formatted(1000)).statusCode()).isEqualTo(200);
            List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                slow.add(
                        replica.sendAsync(
                                replica.request("/v2/models/slow/infer", "slow", 1)
                                        .header(Headers.REQUEST_TIMEOUT_MS, "20000")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        RUNS.formatted(1_000_000_000)))
                                        .build()));
            }
            InFlight inFlight = replica.context.getBean(InFlight.class);
            await(() -> inFlight.count() == 3 && replica.runs().queued() == 2);
            HttpResponse<String> quick = replica.infer("add", 1, ADD);
            assertThat(report(quick))
                    .startsWith("TEXT named_metrics.in_flight=3,named_metrics.queued=2,")
                    .endsWith("predicted_wait_ms=0.0");
            HttpResponse<String> late =
                    replica.send(
                            replica.request("/v2/models/slow/infer", "slow", 1)
                                    .header(Headers.REQUEST_TIMEOUT_MS, "50")
                                    .POST(BodyPublishers.ofString(RUNS.formatted(1)))
                                    .build());
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(report(late)).startsWith("TEXT named_metrics.in_flight=3,");
            assertThat(predictedWaitMs(late)).isPositive();
            slow.forEach(request -> request.cancel(true));
        }
    }

    @Test
    void whoIsNotTheGatewayIsToldNothing() throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            HttpResponse<String> refused =
                    replica.send(
                            java.net.http.HttpRequest.newBuilder(
                                            java.net.URI.create(
                                                    "http://127.0.0.1:"
                                                            + replica.port
                                                            + "/v2/models/add/infer"))
                                    .POST(BodyPublishers.ofString(ADD))
                                    .build());
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(report(refused)).isEqualTo("none");
        }
    }
}
