package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.Collector;
import dev.slipway.inference.testing.Collector.Seen;
import dev.slipway.inference.testing.RequestLines;
import dev.slipway.inference.testing.TestModels;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What log and trace tell of a request that the gateway sent. */
class TelemetryTest {
    private static final String CALLER = "b7ad6b7169203331";

    /** The request, its time in the queue and in the engine, and the run that it was in. */
    private static final int SPANS = 4;

    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;

    @TempDir static Path cache;
    private static Collector collector;
    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        replica =
                new TestReplica(
                        cache,
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                collector.endpoint(),
                                "OTEL_BSP_SCHEDULE_DELAY",
                                "50"));
        replica.serve("add", 1, TestModels.addConstant(1, 1));
    }

    @AfterAll
    static void stop() {
        replica.close();
        collector.close();
    }

    private static HttpRequest asked(String id, String trace, String body) {
        return replica.request("/v2/models/add/infer", "add", 1)
                .header(Headers.REQUEST_ID, id)
                .header(Headers.TRACEPARENT, "00-" + trace + "-" + CALLER + "-01")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static Stream<Seen> of(String trace) {
        return collector.spans().stream().filter(span -> span.traceId().equals(trace));
    }

    @Test
    void aRequestJoinsTheGatewaysTraceWithItsTimeInQueueAndEngine() throws Exception {
        String trace = "1".repeat(32);
        assertThat(replica.send(asked("traced-1", trace, ADD)).statusCode()).isEqualTo(200);
        await(() -> of(trace).count() == SPANS);
        Seen request = one(trace, "replica infer");
        assertThat(request.parentId()).isEqualTo(CALLER);
        assertThat(request.attributes())
                .containsEntry("slipway.request_id", "traced-1")
                .containsEntry("gen_ai.request.model", "add")
                .containsEntry("slipway.model.version", "1");
        assertThat(of(trace).filter(span -> span.parentId().equals(request.spanId())))
                .extracting(Seen::name)
                .containsExactlyInAnyOrder("queue", "engine", "batch");
        assertThat(collector.services()).containsOnly("replica");
    }

    @Test
    void aRequestAndTheRunItWasInAreLinked() throws Exception {
        String trace = "4".repeat(32);
        assertThat(replica.send(asked("traced-4", trace, ADD)).statusCode()).isEqualTo(200);
        await(() -> of(trace).count() == SPANS);
        Seen request = one(trace, "replica infer");
        Seen batch = one(trace, "batch");
        assertThat(batch.attributes())
                .containsEntry("slipway.batch.rows", "1")
                .containsEntry("slipway.batch.release", "idle-engine");
        assertThat(batch.links()).containsExactly(request.spanId());
        assertThat(request.links()).containsExactly(batch.spanId());
    }

    private static Seen one(String trace, String name) {
        return of(trace).filter(span -> span.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void aRequestWithoutATraceBeginsNone() throws Exception {
        replica.infer("add", 1, ADD);
        // What was asked later arrived, so what was asked before would have.
        String trace = "3".repeat(32);
        replica.send(asked("traced-3", trace, ADD));
        await(() -> of(trace).count() == SPANS);
        assertThat(collector.spans()).noneMatch(span -> span.parentId().isEmpty());
    }

    @Test
    void aRefusedRequestIsFoundByItsIdWithoutItsBody() throws Exception {
        String trace = "2".repeat(32);
        try (RequestLines lines = new RequestLines()) {
            String body = ADD.replace("[1,2.5]", "[1,\"hush\"]");
            assertThat(replica.send(asked("refused-1", trace, body)).statusCode()).isEqualTo(400);
            assertThat(lines.of("refused-1"))
                    .containsExactly(
                            "INFO model=add version=1 the request was refused: invalid_input");
        }
        await(() -> of(trace).count() == 1);
        assertThat(of(trace).findFirst().orElseThrow().attributes())
                .containsEntry("slipway.reason", "invalid_input");
    }

    @Test
    void whatAStrangerSaysIsNotRepeated() throws Exception {
        try (RequestLines lines = new RequestLines()) {
            HttpRequest stranger =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:" + replica.port + "/v2/models/add"))
                            .header(Headers.MODEL, "hush")
                            .header(Headers.REQUEST_ID, "stranger-1")
                            .build();
            replica.send(stranger);
            assertThat(lines.of("stranger-1"))
                    .isEqualTo(
                            List.of(
                                    "INFO model= version= the request was refused:"
                                            + " unauthenticated"));
        }
    }
}
