package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.Phase;
import dev.slipway.inference.testing.TestModels;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to work that waits or runs: deadlines, clients that leave, full queues. */
class WaitingTest {
    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica =
                new TestReplica(
                        cache,
                        Map.of(
                                "slipway.engine.parallel-runs", "1",
                                "slipway.admission.max-requests", "3"));
        replica.serve("slow", 1, TestModels.slow());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @AfterEach
    void nothingIsLeft() {
        await(() -> inFlight() == 0);
        assertThat(replica.runs().queued()).isZero();
    }

    private static int inFlight() {
        return replica.context.getBean(InFlight.class).count();
    }

    private static String body(long loops) {
        return """
        {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[%d]}]}\
        """
                .formatted(loops);
    }

    private static final long FOR_EVER = 1_000_000_000;

    private static RawConnection running() throws Exception {
        long before = replica.runs().engineRuns();
        RawConnection connection = new RawConnection(replica);
        String body = body(FOR_EVER);
        connection.head("slow", 1, "Content-Length: " + body.length()).send(body);
        await(() -> replica.runs().engineRuns() == before + 1);
        return connection;
    }

    private static RawConnection queued() throws Exception {
        long before = replica.runs().queued();
        RawConnection connection = new RawConnection(replica);
        String body = body(1);
        connection.head("slow", 1, "Content-Length: " + body.length()).send(body);
        await(() -> replica.runs().queued() == before + 1);
        return connection;
    }

    @Test
    void aClientThatLeavesTakesItsWorkOutOfTheQueueAndOutOfTheEngine() throws Exception {
        long inQueue = replica.cancelledIn(Phase.QUEUE);
        long inEngine = replica.cancelledIn(Phase.ENGINE);
        RawConnection running = running();
        long runs = replica.runs().engineRuns();
        queued().close();
        await(() -> replica.runs().queued() == 0);
        assertThat(replica.cancelledIn(Phase.QUEUE)).isEqualTo(inQueue + 1);
        running.close();
        // The engine is free again although the run would have taken hours.
        HttpResponse<String> next = replica.infer("slow", 1, body(2));
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(replica.cancelledIn(Phase.ENGINE)).isEqualTo(inEngine + 1);
        assertThat(replica.runs().engineRuns()).isEqualTo(runs + 1);
    }

    @Test
    void aClientThatLeavesWhileItsBodyComesLeavesNothingBehind() throws Exception {
        long reading = replica.cancelledIn(Phase.READING);
        try (RawConnection connection = new RawConnection(replica)) {
            connection.head("slow", 1, "Content-Length: 50").send("{\"inputs\"");
            await(() -> inFlight() == 1);
        }
        await(() -> replica.cancelledIn(Phase.READING) == reading + 1);
    }

    @Test
    void aDeadlineThatPassesInTheQueueCostsNoRun() throws Exception {
        try (RawConnection _ = running()) {
            long runs = replica.runs().engineRuns();
            HttpResponse<String> late = withDeadline(1, "150");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.headers().firstValue(Headers.ERROR)).contains("deadline_exceeded");
            assertThat(late.body()).contains("waited in the queue");
            assertThat(replica.runs().engineRuns()).isEqualTo(runs);
        }
    }

    @Test
    void aDeadlineThatPassesInTheEngineEndsTheRun() throws Exception {
        HttpResponse<String> late = withDeadline(FOR_EVER, "200");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("was computing");
        assertThat(replica.infer("slow", 1, body(1)).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeadlineThatPassedBeforeOrDuringTheReadingIsToldSo() throws Exception {
        assertThat(withDeadline(1, "0").statusCode()).isEqualTo(504);
        assertThat(withDeadline(1, "-5").statusCode()).isEqualTo(504);
        assertThat(withDeadline(1, "soon").statusCode()).isEqualTo(400);
        assertThat(withDeadline(1, "9".repeat(40)).statusCode()).isEqualTo(400);
        try (RawConnection half = new RawConnection(replica)) {
            half.head("slow", 1, "Content-Length: 50", Headers.REQUEST_TIMEOUT_MS + ": 100");
            assertThat(half.send("{").readHead())
                    .startsWith("HTTP/1.1 504")
                    .containsIgnoringCase("connection: close");
        }
    }

    @Test
    void anAbsurdDeadlineIsTheLongestThatMayBe() throws Exception {
        assertThat(withDeadline(1, Long.toString(Long.MAX_VALUE)).statusCode()).isEqualTo(200);
    }

    @Test
    void aTimeoutInAMessageEndsItsRun() throws Exception {
        ModelInferRequest request =
                ModelInferRequest.newBuilder()
                        .putParameters(
                                "timeout",
                                InferParameter.newBuilder().setInt64Param(200_000).build())
                        .addInputs(
                                ModelInferRequest.InferInputTensor.newBuilder()
                                        .setName("n")
                                        .setDatatype("INT64")
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addInt64Contents(FOR_EVER)))
                        .build();
        HttpResponse<String> late =
                replica.send(
                        replica.request("/v2/models/slow/infer", "slow", 1)
                                .header("Content-Type", "application/x-protobuf")
                                .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                                .build());
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.headers().firstValue(Headers.ERROR)).contains("deadline_exceeded");
    }

    @Test
    void aRequestsOwnTimeoutEndsItsRun() throws Exception {
        HttpResponse<String> late = replica.infer("slow", 1, body(FOR_EVER, "200000"));
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.headers().firstValue(Headers.ERROR)).contains("deadline_exceeded");
        assertThat(replica.infer("slow", 1, body(1, "30000000")).statusCode()).isEqualTo(200);
        assertThat(replica.infer("slow", 1, body(1, "9".repeat(40))).statusCode()).isEqualTo(200);
    }

    @Test
    void aTimeoutThatPassedWhileTheBodyCameIsToldSo() throws Exception {
        long runs = replica.runs().engineRuns();
        HttpResponse<String> late = replica.infer("slow", 1, body(FOR_EVER, "1"));
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(replica.runs().engineRuns()).isEqualTo(runs);
    }

    @Test
    void aLongerTimeoutDoesNotMoveTheHeadersDeadline() throws Exception {
        HttpResponse<String> late =
                replica.send(
                        replica.request("/v2/models/slow/infer", "slow", 1)
                                .header(Headers.REQUEST_TIMEOUT_MS, "200")
                                .POST(BodyPublishers.ofString(body(FOR_EVER, "30000000")))
                                .build());
        assertThat(late.statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"soon\"", "null", "[]", "true"})
    void aTimeoutThatIsNoNumberOfMicrosecondsIsRefused(String timeout) throws Exception {
        HttpResponse<String> refused = replica.infer("slow", 1, body(1, timeout));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("whole number of microseconds");
    }

    private static String body(long loops, String timeout) {
        return body(loops)
                .replace(
                        "{\"inputs",
                        "{\"parameters\":{\"timeout\":" + timeout + ",\"other\":{}},\"inputs");
    }

    private static HttpResponse<String> withDeadline(long loops, String ms) throws Exception {
        return replica.send(
                replica.request("/v2/models/slow/infer", "slow", 1)
                        .header(Headers.REQUEST_TIMEOUT_MS, ms)
                        .POST(BodyPublishers.ofString(body(loops)))
                        .build());
    }

    @Test
    void aFullQueueIsToldBeforeTheBodyIsSent() throws Exception {
        try (RawConnection _ = running();
                RawConnection _ = queued();
                RawConnection _ = queued();
                RawConnection refused = new RawConnection(replica)) {
            refused.head("slow", 1, "Content-Length: 60000", "Expect: 100-continue");
            assertThat(refused.readHead())
                    .startsWith("HTTP/1.1 429")
                    .contains("queue_full")
                    .containsIgnoringCase(Headers.LOAD_REPORT + ": TEXT named_metrics.in_flight=3,")
                    .containsPattern("(?i)retry-after: [1-9][0-9]*");
        }
    }

    @Test
    void whoIsMoreUrgentGetsThePlaceOfTheNewestThatWaits() throws Exception {
        String body = body(1);
        try (RawConnection _ = running();
                RawConnection _ = queued();
                RawConnection displaced = queued();
                RawConnection urgent = new RawConnection(replica)) {
            urgent.head("slow", 1, "Content-Length: " + body.length(), Headers.PRIORITY + ": 1")
                    .send(body);
            assertThat(displaced.readHead())
                    .startsWith("HTTP/1.1 429")
                    .contains("queue_full")
                    .containsPattern("(?i)retry-after: [1-9][0-9]*");
        }
    }

    @Test
    void aBusyEngineStillAnswersProbes() throws Exception {
        try (RawConnection _ = running()) {
            HttpRequest probe =
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + replica.port + "/livez"))
                            .build();
            CompletableFuture<HttpResponse<String>> answer = replica.sendAsync(probe);
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theCountsArePublished() throws Exception {
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
                        "slipway_engine_runs_total ",
                        "slipway_queue_requests ",
                        "slipway_cache_bytes ",
                        "slipway_requests_cancelled_total{where=\"queue\"}");
    }
}
