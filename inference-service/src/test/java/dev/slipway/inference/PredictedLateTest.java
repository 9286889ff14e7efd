package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.Exchange;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.Opening;
import dev.slipway.inference.serving.RequestHead;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.trust.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica tells whose answer would come too late, after it has learned what runs take. */
class PredictedLateTest {
    private static final String RUNS =
            """
            {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[%d]}]}\
            """;
    private static final long SOME = 100;
    private static final long FOR_EVER = 1_000_000_000;
    private static final int LEARNED_FROM = 16;
    private static final int WAITING = 20;

    /** Less than twenty runs take on any machine. */
    private static final String HASTY = "2";

    @TempDir static Path cache;

    private static final List<CompletableFuture<HttpResponse<String>>> URGENT = new ArrayList<>();
    private static TestReplica replica;

    /** An engine that never comes to those that wait for it, all of them more urgent. */
    @BeforeAll
    static void start() throws Exception {
        replica =
                new TestReplica(
                        cache, Map.of("SLIPWAY_PARALLEL_RUNS", "1", "SLIPWAY_WIDE_LANE", "false"));
        replica.serve("slow", 1, TestModels.slow());
        for (int i = 0; i < LEARNED_FROM; i++) {
            assertThat(replica.infer("slow", 1, RUNS.formatted(SOME)).statusCode()).isEqualTo(200);
        }
        ask(FOR_EVER);
        await(() -> replica.runs().engineRuns() == LEARNED_FROM + 1);
        for (int i = 0; i < WAITING; i++) {
            ask(SOME);
        }
        await(() -> replica.runs().queued() == WAITING);
    }

    private static void ask(long loops) {
        URGENT.add(
                replica.sendAsync(
                        replica.request("/v2/models/slow/infer", "slow", 1)
                                .header(Headers.PRIORITY, "1")
                                .POST(BodyPublishers.ofString(RUNS.formatted(loops)))
                                .build()));
    }

    @AfterAll
    static void stop() {
        URGENT.forEach(request -> request.cancel(true));
        await(() -> replica.context.getBean(InFlight.class).count() == 0);
        replica.close();
    }

    private static HttpResponse<String> hasty() throws Exception {
        return replica.send(
                replica.request("/v2/models/slow/infer", "slow", 1)
                        .header(Headers.REQUEST_TIMEOUT_MS, HASTY)
                        .header(Headers.PRIORITY, "5")
                        .POST(BodyPublishers.ofString(RUNS.formatted(SOME)))
                        .build());
    }

    @Test
    void itIsRefusedWithWhatIsPredictedAndWhenToAskAgain() throws Exception {
        AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
        // One a second is let in, and is then too late.
        await(() -> {
            last.set(hasty());
            return last.get().statusCode() != 504;
        });
        HttpResponse<String> refused = last.get();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue(Headers.ERROR)).contains("predicted_late");
        assertThat(refused.headers().firstValue("Retry-After").orElse("")).matches("[1-9][0-9]*");
        assertThat(refused.body())
                .contains("is predicted to wait", "ms are left", Headers.REQUEST_TIMEOUT_MS);
        assertThat(refused.headers().firstValue(Headers.LOAD_REPORT).orElse("none"))
                .startsWith("TEXT named_metrics.in_flight=");
        assertThat(replica.runs().engineRuns()).isEqualTo(LEARNED_FROM + 1);
    }

    private static boolean letsIn(Map<String, String> said) {
        Map<String, String> headers = new HashMap<>(said);
        headers.put(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA));
        headers.put(Headers.REPLICA, replica.instance.toString());
        headers.put(Headers.MODEL, "slow");
        headers.put(Headers.VERSION, "1");
        headers.put(Headers.REQUEST_TIMEOUT_MS, HASTY);
        RequestHead head = new RequestHead("POST", "/v2/models/slow/infer", 60, headers::get);
        Opening opening = replica.context.getBean(Door.class).open(head);
        if (opening instanceof Opening.Admitted(Exchange exchange)) {
            exchange.end();
            return true;
        }
        return false;
    }

    /** The others are as urgent as can be, and due later. */
    @Test
    void tensorsMayStillSayInTheirBodyThatTheyAreMoreUrgentThanAllThatWait() {
        await(() -> !letsIn(Map.of(Headers.PRIORITY, "5")));
        for (String said : new String[] {"0", "1"}) {
            assertThat(letsIn(Map.of(Headers.PRIORITY, said))).isTrue();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(letsIn(Map.of())).isTrue();
        }
    }

    @Test
    void itIsToldBeforeTheBodyIsSentAndTakesNoPlace() throws Exception {
        InFlight inFlight = replica.context.getBean(InFlight.class);
        await(() -> {
            try (RawConnection connection = new RawConnection(replica)) {
                connection.head(
                        "slow",
                        1,
                        "Content-Length: 60000",
                        "Expect: 100-continue",
                        Headers.REQUEST_TIMEOUT_MS + ": " + HASTY,
                        Headers.PRIORITY + ": 5");
                String head = connection.readHead();
                return head.startsWith("HTTP/1.1 429") && head.contains("predicted_late");
            }
        });
        await(() -> inFlight.count() == WAITING + 1);
    }

    @Test
    void whoHasTheTimeIsLetIn() throws Exception {
        long queued = replica.runs().queued();
        var patient =
                replica.sendAsync(
                        replica.request("/v2/models/slow/infer", "slow", 1)
                                .header(Headers.REQUEST_TIMEOUT_MS, "3600000")
                                .POST(BodyPublishers.ofString(RUNS.formatted(SOME)))
                                .build());
        await(() -> replica.runs().queued() > queued);
        assertThat(patient).isNotDone();
        patient.cancel(true);
        await(() -> replica.runs().queued() == queued);
    }
}
