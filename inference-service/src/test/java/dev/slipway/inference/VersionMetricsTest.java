package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.TestModels;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of each version, as whoever knows Triton looks for them. */
class VersionMetricsTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;

    @Test
    void everyVersionIsCountedByItself(@TempDir Path cache) throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.serve("add", 2, TestModels.addConstant(2, 1));
            replica.infer("add", 1, ADD);
            replica.infer("add", 1, ADD);
            replica.infer("add", 2, ADD.replace("[1,2.5]", "[1]"));
            assertThat(page(replica))
                    .contains("nv_inference_request_success{model=\"add\",version=\"1\"} 2.0")
                    .contains("nv_inference_request_success{model=\"add\",version=\"2\"} 0.0")
                    .contains("nv_inference_count{model=\"add\",version=\"1\"} 2.0")
                    .contains("nv_inference_exec_count{model=\"add\",version=\"1\"} 2.0")
                    .contains("nv_inference_pending_request_count{model=\"add\",version=\"1\"} 0.0")
                    .contains(
                            "nv_inference_request_failure{model=\"add\",reason=\"OTHER\","
                                    + "version=\"2\"} 1.0")
                    .contains(
                            "nv_inference_request_failure{model=\"add\",reason=\"REJECTED\","
                                    + "version=\"2\"} 0.0")
                    .contains("nv_inference_compute_input_duration_us{model=\"add\",version=\"1\"}")
                    .contains(
                            "nv_inference_compute_output_duration_us{model=\"add\",version=\"1\"}")
                    .contains("nv_inference_queue_duration_us{model=\"add\",version=\"1\"}")
                    .contains("nv_inference_compute_infer_duration_us{model=\"add\",version=\"1\"}")
                    .contains("nv_inference_request_duration_us{model=\"add\",version=\"1\"}")
                    .contains(
                            "slipway_batch_releases_total{model=\"add\",reason=\"idle-engine\","
                                    + "version=\"1\"} 2.0")
                    .contains("slipway_batch_rows_total{model=\"add\",version=\"1\"} 2.0")
                    .contains(
                            "slipway_batch_tokens_total{kind=\"padding\",model=\"add\","
                                    + "version=\"1\"} 0.0")
                    .contains("slipway_cost_error{model=\"add\",version=\"1\"}")
                    .contains("slipway_native_memory_bytes{model=\"add\",version=\"1\"}")
                    .contains("slipway_native_memory_free_bytes ")
                    .contains("slipway_native_memory_refusals_total 0.0");
        }
    }

    @Test
    void timesAndSizesAreHistogramsAndOutcomesAreKnownByTenant(@TempDir Path cache)
            throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.serve("add", 2, TestModels.addConstant(2, 1));
            assertThat(page(replica)).doesNotContain("slipway_inference_queue_duration_seconds");
            infer(replica, "acme", ADD);
            infer(replica, "acme", ADD);
            infer(replica, "blue", ADD.replace("[1,2.5]", "[1,\"no\"]"));
            // The last byte of an answer is here before it is counted.
            TestReplica.await(() ->
                    page(replica)
                            .contains(
                                    "slipway_inference_request_duration_seconds_count"
                                            + "{model=\"add\",version=\"1\"} 3"));
            assertThat(page(replica))
                    .contains(
                            "slipway_inference_queue_duration_seconds_count"
                                    + "{model=\"add\",version=\"1\"} 2",
                            "slipway_inference_compute_duration_seconds_count"
                                    + "{model=\"add\",version=\"1\"} 2",
                            "slipway_batch_size_rows_bucket"
                                    + "{model=\"add\",version=\"1\",le=\"1.0\"} 2",
                            "slipway_batch_size_rows_bucket"
                                    + "{model=\"add\",version=\"1\",le=\"+Inf\"} 2",
                            "slipway_requests_outcome_total{model=\"add\",outcome=\"completed\","
                                    + "reason=\"\",tenant=\"acme\",version=\"1\"} 2.0",
                            "slipway_requests_outcome_total{model=\"add\",outcome=\"rejected\","
                                    + "reason=\"invalid_input\",tenant=\"blue\",version=\"1\"}"
                                    + " 1.0")
                    .doesNotContain("duration_seconds_count{model=\"add\",version=\"2\"}");
        }
    }

    private static void infer(TestReplica replica, String tenant, String body) throws Exception {
        replica.send(
                replica.request("/v2/models/add/infer", "add", 1)
                        .header(Headers.TENANT, tenant)
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void whatIsTurnedAwayAtTheDoorIsRejected(@TempDir Path cache) throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.send(
                    replica.request("/v2/models/add/infer", "add", 1)
                            .header(Headers.REQUEST_TIMEOUT_MS, "0")
                            .POST(BodyPublishers.ofString(ADD))
                            .build());
            assertThat(page(replica))
                    .contains(
                            "nv_inference_request_failure{model=\"add\",reason=\"REJECTED\","
                                    + "version=\"1\"} 1.0");
        }
    }

    @Test
    void theRowsOfARequestAreInferences(@TempDir Path cache) throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("add", 1, TestModels.addConstant(1, 8));
            replica.infer("add", 1, ADD.replace("[1,2]", "[2,2]").replace("[1,2.5]", "[1,2,3,4]"));
            assertThat(page(replica))
                    .contains("nv_inference_count{model=\"add\",version=\"1\"} 2.0")
                    .contains("nv_inference_exec_count{model=\"add\",version=\"1\"} 1.0");
        }
    }

    @Test
    void eachBoundIsToldBesideWhatIsTakenOfIt(@TempDir Path cache) throws Exception {
        try (TestReplica replica =
                new TestReplica(
                        cache,
                        Map.of(
                                "slipway.admission.max-requests",
                                "7",
                                "slipway.admission.max-bytes",
                                "67108865",
                                "slipway.admission.max-tensor-bytes",
                                "1000",
                                "slipway.serving.max-waiting-bodies",
                                "9",
                                "slipway.response-cache.max-bytes",
                                "12345"))) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            assertThat(page(replica))
                    .contains(
                            "slipway_places_taken{model=\"add\",version=\"1\"} 0.0",
                            "slipway_places_limit{model=\"add\",version=\"1\"} 7.0",
                            "slipway_requests_memory_bytes{where=\"heap\"} 0.0",
                            "slipway_requests_memory_bytes{where=\"outside\"} 0.0",
                            "slipway_requests_memory_limit_bytes{where=\"heap\"} 6.7108865E7",
                            "slipway_requests_memory_limit_bytes{where=\"outside\"} 1000.0",
                            "slipway_engine_threads{state=\"awake\"} ",
                            "slipway_engine_threads{state=\"asleep\"} ",
                            "slipway_engine_slots_waiting 0.0",
                            "slipway_bodies_waiting 0.0",
                            "slipway_bodies_waiting_limit 9.0",
                            "slipway_response_cache_limit_bytes 12345.0");
        }
    }

    @Test
    void theCountsOfAVersionGoWithIt(@TempDir Path cache) throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of("slipway.model.quiet", "10ms"))) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.serve("add", 2, TestModels.addConstant(2, 1));
            replica.infer("add", 1, ADD);
            replica.infer("add", 2, ADD);
            assertThat(page(replica)).contains("{model=\"add\",version=\"1\"}");
            replica.registry.withdraw("add", 1);
            TestReplica.await(() -> replica.registry.lastWord("add", 1).isEmpty());
            assertThat(page(replica))
                    .doesNotContain("version=\"1\"")
                    .contains("nv_inference_count{model=\"add\",version=\"2\"} 1.0")
                    .contains("slipway_requests_answered_total 2.0");
        }
    }

    private static String page(TestReplica replica) throws Exception {
        String port = replica.context.getEnvironment().getProperty("local.server.port");
        return replica.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + port
                                                        + "/actuator/prometheus"))
                                .build())
                .body();
    }
}
