package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.inference.cache.Lookup;
import dev.slipway.inference.cache.LookupCounters;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.cache.VersionResponses;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are kept, where the deployment wants it, as clients see them. */
class ResponseCacheServingTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[%s,0.1,0.2,3]}]}\
            """;
    private static final String LOOPS =
            """
            {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[%d]}]}\
            """;
    private static final int FOR_EVER = 1_000_000_000;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of("slipway.model.quiet", "10ms"));
        for (String model : List.of("add", "off", "shared", "counted", "leaving")) {
            replica.serve(model, 1, TestModels.addConstant(1, 8));
        }
        replica.serve("slow", 1, TestModels.slow());
        replica.serve("minilm", 1, MiniLm.files(null));
        keep("add", ResponseCaching.PER_TENANT);
        keep("shared", ResponseCaching.SHARED);
        keep("counted", ResponseCaching.PER_TENANT);
        keep("leaving", ResponseCaching.PER_TENANT);
        keep("slow", ResponseCaching.PER_TENANT);
        keep("minilm", ResponseCaching.PER_TENANT);
        settle();
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static void keep(String model, ResponseCaching caching) {
        replica.registry.override(model, 1, new DeploymentOverrides(null, null, caching));
    }

    /** The answer to one heartbeat is applied before the next one is sent. */
    private static void settle() {
        int heard = replica.registry.heard().size();
        await(() -> replica.registry.heard().size() > heard + 1);
    }

    private static HttpResponse<String> infer(String model, String tenant, String x)
            throws Exception {
        return replica.send(
                replica.request("/v2/models/" + model + "/infer", model, 1)
                        .header(Headers.TENANT, tenant)
                        .POST(BodyPublishers.ofString(ADD.formatted(x)))
                        .build());
    }

    private static String lookup(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue(Headers.CACHE).orElse("absent");
    }

    @Test
    void nothingIsKeptBeforeTheDeploymentSaysSoNorAfterItSaysNoMore() throws Exception {
        long before = replica.runs().engineRuns();
        assertThat(lookup(infer("off", "acme", "1"))).isEqualTo("absent");
        assertThat(lookup(infer("off", "acme", "1"))).isEqualTo("absent");
        assertThat(replica.runs().engineRuns()).isEqualTo(before + 2);

        keep("off", ResponseCaching.PER_TENANT);
        settle();
        assertThat(lookup(infer("off", "acme", "1"))).isEqualTo("miss");
        assertThat(lookup(infer("off", "acme", "1"))).isEqualTo("hit");

        keep("off", ResponseCaching.NONE);
        settle();
        assertThat(lookup(infer("off", "acme", "1"))).isEqualTo("absent");
        keep("off", ResponseCaching.PER_TENANT);
        settle();
        assertThat(lookup(infer("off", "acme", "1"))).isEqualTo("miss");
    }

    @Test
    void whatIsKeptIsTheAnswerByteForByteAndTakesNoRun() throws Exception {
        HttpResponse<String> miss = infer("add", "acme", "2");
        assertThat(lookup(miss)).isEqualTo("miss");
        assertThat(miss.headers().firstValue(Headers.RELEASE)).isPresent();
        long runs = replica.runs().engineRuns();

        HttpResponse<String> hit = infer("add", "acme", "2");

        assertThat(lookup(hit)).isEqualTo("hit");
        assertThat(hit.body()).isEqualTo(miss.body());
        assertThat(hit.headers().firstValue(Headers.RELEASE)).isEmpty();
        assertThat(hit.headers().firstValue(Headers.MODEL_VERSION)).contains("1");
        assertThat(replica.runs().engineRuns()).isEqualTo(runs);
        assertThat(lookup(infer("add", "acme", "2.5"))).isEqualTo("miss");
    }

    /** It may be long, and event loops have all other connections to serve. */
    @Test
    void whatIsKeptIsNotWrittenByAnEventLoop() throws Exception {
        ThreadPoolExecutor bodies =
                replica.context.getBean("bodyWorkers", ThreadPoolExecutor.class);
        assertThat(lookup(infer("add", "acme", "7"))).isEqualTo("miss");
        await(() -> bodies.getActiveCount() == 0);
        long before = bodies.getCompletedTaskCount();

        assertThat(lookup(infer("add", "acme", "7"))).isEqualTo("hit");

        await(() -> bodies.getCompletedTaskCount() > before);
    }

    @Test
    void anotherTenantIsAnsweredFromItOnlyWhereTheDeploymentSharesIt() throws Exception {
        assertThat(lookup(infer("add", "acme", "3"))).isEqualTo("miss");
        assertThat(lookup(infer("add", "blue", "3"))).isEqualTo("miss");
        assertThat(lookup(infer("add", "blue", "3"))).isEqualTo("hit");

        HttpResponse<String> first = infer("shared", "acme", "3");
        assertThat(lookup(first)).isEqualTo("miss");
        HttpResponse<String> second = infer("shared", "blue", "3");
        assertThat(lookup(second)).isEqualTo("hit");
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void aTextIsFoundInWhateverListItComes() throws Exception {
        HttpResponse<String> first = embed("[\"one\",\"two words\"]");
        assertThat(lookup(first)).isEqualTo("miss");
        long works = replica.runs().runRequests();

        HttpResponse<String> second = embed("[\"three words here\",\"one\",\"one\"]");

        assertThat(lookup(second)).isEqualTo("miss");
        assertThat(replica.runs().runRequests()).isEqualTo(works + 1);
        for (int at = 1; at <= 2; at++) {
            assertThat(json(second).at("/data/" + at + "/embedding"))
                    .isEqualTo(json(first).at("/data/0/embedding"));
        }
        assertThat(lookup(embed("[\"two words\",\"three words here\"]"))).isEqualTo("hit");
        assertThat(replica.runs().runRequests()).isEqualTo(works + 1);
    }

    private static HttpResponse<String> embed(String input) throws Exception {
        return replica.post("/v1/embeddings", "minilm", 1, "{\"input\":" + input + "}");
    }

    @Test
    void equalRequestsThatComeTogetherRunOnce() throws Exception {
        long before = replica.runs().engineRuns();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(
                    replica.sendAsync(
                            replica.inferRequest(
                                    "slow", 1, BodyPublishers.ofString(LOOPS.formatted(2000)))));
        }
        List<String> lookups = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            lookups.add(lookup(answer.get()));
            assertThat(answer.get().body()).isEqualTo(answers.getFirst().get().body());
        }
        assertThat(replica.runs().engineRuns()).isEqualTo(before + 1);
        assertThat(lookups).containsOnlyOnce("miss").isSubsetOf("miss", "joined", "hit");
    }

    @Test
    void whoWaitsForARequestWhoseClientLeavesRunsItself() throws Exception {
        LookupCounters lookups = lookupsOf("slow");
        long joined = lookups.total(Lookup.JOINED);
        long runs = replica.runs().engineRuns();
        RawConnection first = asksForEver();
        await(() -> replica.runs().engineRuns() == runs + 1);
        RawConnection second = asksForEver();
        await(() -> lookups.total(Lookup.JOINED) == joined + 1);
        assertThat(replica.runs().engineRuns()).isEqualTo(runs + 1);

        first.close();

        await(() -> replica.runs().engineRuns() == runs + 2);
        second.close();
        InFlight inFlight = replica.context.getBean(InFlight.class);
        await(() -> inFlight.count() == 0);
    }

    private static RawConnection asksForEver() throws Exception {
        String body = LOOPS.formatted(FOR_EVER);
        return new RawConnection(replica)
                .head("slow", 1, "Content-Length: " + body.length())
                .send(body);
    }

    private static LookupCounters lookupsOf(String model) {
        for (VersionResponses version : replica.context.getBean(ResponseCache.class).versions()) {
            if (version.model().equals(model)) {
                return version.counters();
            }
        }
        throw new AssertionError("not loaded");
    }

    @Test
    void whatBecameOfRequestsIsInStatisticsAndMetrics() throws Exception {
        infer("counted", "acme", "4");
        infer("counted", "acme", "4");
        infer("counted", "acme", "4");
        HttpResponse<String> told =
                replica.send(replica.request("/v2/models/counted/stats", "counted", 1).build());
        assertThat(json(told).at("/model_stats/0/inference_count").asInt()).isEqualTo(6);
        assertThat(json(told).at("/model_stats/0/execution_count").asInt()).isEqualTo(1);
        assertThat(json(told).at("/model_stats/0/inference_stats/cache_hit/count").asInt())
                .isEqualTo(2);
        assertThat(json(told).at("/model_stats/0/inference_stats/cache_hit/ns").asLong())
                .isPositive();
        assertThat(json(told).at("/model_stats/0/inference_stats/cache_miss/count").asInt())
                .isEqualTo(1);
        assertThat(page())
                .contains(
                        "slipway_response_cache_lookups_total{model=\"counted\",result=\"hit\","
                                + "version=\"1\"} 2.0",
                        "slipway_response_cache_lookups_total{model=\"counted\",result=\"miss\","
                                + "version=\"1\"} 1.0",
                        "nv_cache_num_hits_per_model{model=\"counted\",version=\"1\"} 2.0",
                        "nv_cache_num_misses_per_model{model=\"counted\",version=\"1\"} 1.0",
                        "nv_cache_hit_duration_per_model{model=\"counted\",version=\"1\"}",
                        "nv_cache_miss_duration_per_model{model=\"counted\",version=\"1\"}",
                        "slipway_response_cache_bytes ",
                        "slipway_response_cache_evictions_total 0.0");
    }

    private static String page() throws Exception {
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

    @Test
    void whatAVersionKeptGoesWithIt() throws Exception {
        ResponseCache kept = replica.context.getBean(ResponseCache.class);
        replica.infer("leaving", 1, ADD.formatted("5"));
        assertThat(kept.versions()).anyMatch(ResponseCacheServingTest::isLeaving);
        replica.registry.withdraw("leaving", 1);
        await(() -> replica.registry.lastWord("leaving", 1).isEmpty());
        assertThat(kept.versions()).isNotEmpty().noneMatch(ResponseCacheServingTest::isLeaving);
    }

    private static boolean isLeaving(VersionResponses version) {
        return version.model().equals("leaving");
    }
}
