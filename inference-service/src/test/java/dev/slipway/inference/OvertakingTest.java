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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is served first where everybody waits for one engine. What waits beside the one that is asked
 * about would run for hours, so that it has no answer unless it goes first.
 */
class OvertakingTest {
    private static final long SHORT = 1;
    private static final long FOR_EVER = 1_000_000_000;
    private static final int WAITING = 4;
    private static final String ANY = "5";
    private static final String URGENT = "1";

    @TempDir static Path cache;

    private static TestReplica replica;

    private final List<CompletableFuture<HttpResponse<String>>> endless = new ArrayList<>();

    private static String body(long loops) {
        return """
        {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[%d]}]}\
        """
                .formatted(loops);
    }

    @BeforeAll
    static void start() throws Exception {
        replica =
                new TestReplica(
                        cache, Map.of("SLIPWAY_PARALLEL_RUNS", "1", "SLIPWAY_WIDE_LANE", "false"));
        replica.serve("slow", 1, TestModels.slow());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @AfterEach
    void nothingIsLeft() {
        endless.forEach(request -> request.cancel(true));
        await(() -> replica.context.getBean(InFlight.class).count() == 0);
    }

    private static CompletableFuture<HttpResponse<String>> ask(
            String tenant, String priority, long loops) {
        return replica.sendAsync(
                replica.request("/v2/models/slow/infer", "slow", 1)
                        .header(Headers.TENANT, tenant)
                        .header(Headers.PRIORITY, priority)
                        .POST(BodyPublishers.ofString(body(loops)))
                        .build());
    }

    /** One request of this tenant runs and others wait; each alone would keep the engine. */
    private CompletableFuture<HttpResponse<String>> takeTheEngine(String tenant) {
        long runs = replica.runs().engineRuns();
        CompletableFuture<HttpResponse<String>> running = ask(tenant, ANY, FOR_EVER);
        endless.add(running);
        await(() -> replica.runs().engineRuns() == runs + 1);
        for (int i = 0; i < WAITING; i++) {
            endless.add(ask(tenant, ANY, FOR_EVER));
        }
        await(() -> replica.runs().queued() == WAITING);
        return running;
    }

    private static void assertAnswered(CompletableFuture<HttpResponse<String>> request)
            throws Exception {
        HttpResponse<String> answer = request.get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("128");
    }

    @Test
    void whoIsUrgentIsServedBeforeAllThatCameEarlierAndBesideWhatRuns() throws Exception {
        long runs = replica.runs().engineRuns();
        CompletableFuture<HttpResponse<String>> running = takeTheEngine("one");
        assertAnswered(ask("one", URGENT, SHORT));
        assertThat(running).isNotDone();
        assertThat(replica.runs().engineRuns()).isEqualTo(runs + 2);
        assertThat(replica.runs().queued()).isEqualTo(WAITING);
    }

    @Test
    void whoHadNothingYetIsServedBeforeWhoHadTheEngineForLong() throws Exception {
        long runs = replica.runs().engineRuns();
        CompletableFuture<HttpResponse<String>> running = takeTheEngine("greedy");
        CompletableFuture<HttpResponse<String>> modest = ask("modest", ANY, SHORT);
        await(() -> replica.runs().queued() == WAITING + 1);
        running.cancel(true);
        assertAnswered(modest);
        // Then it is the other one's turn again.
        await(() -> replica.runs().engineRuns() == runs + 3);
        assertThat(replica.runs().queued()).isEqualTo(WAITING - 1);
    }
}
