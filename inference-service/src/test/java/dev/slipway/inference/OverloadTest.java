package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than a replica can do: everybody is answered or told why not, and no queue grows. */
class OverloadTest {
    private static final String BODY =
            """
            {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[1000]}]}\
            """;
    private static final int PLACES = 16;
    private static final int LEARNED_FROM = 24;
    private static final int SENT = 200;

    /** So many runs are a deadline: fewer than there are places, so the last of those are late. */
    private static final int RUNS_IN_TIME = 6;

    @TempDir static Path cache;

    private static TestReplica replica;
    private static long runMs;

    @BeforeAll
    static void start() throws Exception {
        replica =
                new TestReplica(
                        cache,
                        Map.of(
                                "SLIPWAY_PARALLEL_RUNS",
                                "1",
                                "SLIPWAY_WIDE_LANE",
                                "false",
                                "slipway.admission.max-requests",
                                Integer.toString(PLACES)));
        replica.serve("slow", 1, TestModels.slow());
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < LEARNED_FROM; i++) {
            long begun = System.nanoTime();
            assertThat(replica.send(request().build()).statusCode()).isEqualTo(200);
            times.add(System.nanoTime() - begun);
        }
        Collections.sort(times);
        runMs = Math.max(1, Duration.ofNanos(times.get(LEARNED_FROM / 2)).toMillis());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @AfterEach
    void nothingIsLeft() {
        await(() -> admitted() == 0);
        assertThat(replica.runs().queued()).isZero();
    }

    private static HttpRequest.Builder request() {
        return replica.request("/v2/models/slow/infer", "slow", 1)
                .POST(BodyPublishers.ofString(BODY));
    }

    /** Requests that have a place. */
    private static int admitted() {
        return replica.context.getBean(LoadedModels.class).ready().stream()
                .mapToInt(version -> version.admission().requests())
                .sum();
    }

    /**
     * What came of many requests at once.
     *
     * @param byCode how many were refused, by the code that says why
     * @param most how many the replica held at a time
     */
    private record Flood(int answered, Map<String, Integer> byCode, int most) {
        int refused() {
            return byCode.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static Flood flood(HttpRequest one) {
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < SENT; i++) {
            sent.add(replica.sendAsync(one));
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
        AtomicInteger most = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    most.accumulateAndGet(admitted(), Math::max);
                    return all.isDone();
                });
        int answered = 0;
        Map<String, Integer> byCode = new HashMap<>();
        for (CompletableFuture<HttpResponse<String>> request : sent) {
            HttpResponse<String> answer = request.join();
            if (answer.statusCode() == 200) {
                answered++;
            } else {
                byCode.merge(code(answer), 1, Integer::sum);
            }
        }
        return new Flood(answered, byCode, most.get());
    }

    /** Whoever may come again is told when. */
    private static String code(HttpResponse<String> refused) {
        if (refused.statusCode() == 429) {
            assertThat(refused.headers().firstValue("Retry-After").orElse("none"))
                    .matches("[1-9][0-9]*");
        }
        return refused.headers().firstValue(Headers.ERROR).orElseThrow();
    }

    @Test
    void whoWouldBeLateIsToldAndNobodyIsForgotten() {
        Flood flood =
                flood(
                        request()
                                .header(
                                        Headers.REQUEST_TIMEOUT_MS,
                                        Long.toString(RUNS_IN_TIME * runMs))
                                .build());
        assertThat(flood.answered() + flood.refused()).isEqualTo(SENT);
        assertThat(flood.answered()).isPositive();
        // One a second is let in against what is predicted, and is late.
        assertThat(flood.byCode().keySet())
                .contains("predicted_late")
                .isSubsetOf(
                        "predicted_late",
                        "queue_full",
                        "deadline_exceeded",
                        "deadline_unreachable");
        assertThat(flood.most()).isLessThanOrEqualTo(PLACES);
    }

    @Test
    void whoHasTheTimeButNoPlaceIsToldAndTheOthersAreAnswered() {
        long runs = replica.runs().engineRuns();
        Flood flood = flood(request().build());
        assertThat(flood.byCode()).containsOnlyKeys("queue_full");
        assertThat(flood.answered()).isGreaterThanOrEqualTo(PLACES);
        assertThat(flood.answered() + flood.refused()).isEqualTo(SENT);
        assertThat(flood.most()).isEqualTo(PLACES);
        assertThat(replica.runs().engineRuns() - runs).as("one each").isEqualTo(flood.answered());
    }
}
