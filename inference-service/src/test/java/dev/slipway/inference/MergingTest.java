package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.testing.Classifiers;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica says of each version whether its requests share runs, and why not. */
class MergingTest {
    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("doubled", 1, TestModels.doubled(null));
        replica.serve("held", 1, TestModels.doubled(8).with(new FixedBatching(1500, List.of(4))));
        replica.serve("centred", 1, TestModels.centred(null));
        replica.serve("fixed", 1, TestModels.twoByTwo(7));
        replica.serve("forest", 1, Classifiers.forest(null));
        replica.serve("minilm", 1, MiniLm.files(null));
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static String batching(String model) throws Exception {
        HttpResponse<String> metadata =
                replica.send(replica.request("/v2/models/" + model, model, 1).build());
        return TestReplica.json(metadata).at("/parameters/batching").asString();
    }

    @Test
    void theMetadataSaysHow() throws Exception {
        assertThat(batching("doubled")).contains("up to 32 rows");
        assertThat(batching("held"))
                .endsWith(
                        "as the package declares; they are held for up to 1500 microseconds, or"
                                + " until there are 4 rows");
        assertThat(batching("centred")).contains("one at a time: output 'y'");
        assertThat(batching("fixed")).contains("input 'b' has a fixed first dimension of 2");
        assertThat(batching("forest")).contains("first dimension of input 'X' has no name");
    }

    @Test
    void aTextModelIsTriedOnTokens() throws Exception {
        assertThat(batching("minilm"))
                .isEqualTo(
                        "requests are merged into runs of up to 32 rows, or up to 512 where they are"
                                + " small:"
                                + " rows gave together what"
                                + " they gave alone; texts of different lengths are padded");
    }

    @Test
    void theRegistryIsToldWhyRequestsAreNotMerged() {
        assertThat(replica.registry.lastWord("doubled", 1)).isEqualTo("READY");
        assertThat(replica.registry.lastWord("fixed", 1))
                .startsWith("READY: requests run one at a time: input 'b'");
    }

    @Test
    void whatHasAFixedFirstDimensionIsServedOneAtATime() throws Exception {
        long merged = replica.runs().mergedRequests();
        String body =
                """
                {"inputs":[{"name":"a","shape":[1,3],"datatype":"FP32","data":[1,0,0]},\
                {"name":"b","shape":[2],"datatype":"INT64","data":[3,4]}],"outputs":[{"name":"z"}]}\
                """;
        var answers =
                java.util.stream.IntStream.range(0, 16)
                        .mapToObj(_ ->
                                replica.sendAsync(
                                        replica.inferRequest(
                                                "fixed",
                                                1,
                                                HttpRequest.BodyPublishers.ofString(body))))
                        .toList();
        for (var answer : answers) {
            assertThat(answer.get().body()).contains("\"data\":[6,8]");
        }
        assertThat(replica.runs().mergedRequests()).isEqualTo(merged);
    }

    @Test
    void theReasonsAreCounted() throws Exception {
        String port = replica.context.getEnvironment().getProperty("local.server.port");
        HttpResponse<String> metrics =
                replica.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + port
                                                        + "/actuator/prometheus"))
                                .build());
        assertThat(metrics.body())
                .contains(
                        "slipway_engine_merging{why=\"probed\"} 2.0",
                        "slipway_engine_merging{why=\"rows_differ\"} 1.0",
                        "slipway_engine_merging{why=\"fixed_rows\"} 1.0",
                        "slipway_engine_merging{why=\"no_shared_rows\"} 1.0",
                        "slipway_engine_merging{why=\"quantised\"} 0.0");
    }
}
