package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.Collector;
import dev.slipway.gateway.platform.Collector.Seen;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class TraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CLIENT = "b7ad6b7169203331";

    @TempDir static Path state;
    private static Collector collector;
    private static Platform platform;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>(100);
    private FakeReplica replica;

    @BeforeAll
    static void start() {
        collector = new Collector();
        platform =
                new Platform(
                        state,
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                collector.endpoint(),
                                "OTEL_BSP_SCHEDULE_DELAY",
                                "50"));
    }

    @AfterAll
    static void stop() {
        platform.close();
        collector.close();
    }

    @BeforeEach
    void replicas() {
        replica = replica(FakeReplica.echo());
        platform.model("m", 7);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 7)));
    }

    @AfterEach
    void close() {
        replica.close();
    }

    private FakeReplica replica(FakeReplica.Behaviour behaviour) {
        FakeReplica made = FakeReplica.echoing();
        made.behave((request, response, body) -> {
            received.add(String.valueOf(request.requestHeaders().get(Headers.TRACEPARENT)));
            return behaviour.answer(request, response, body);
        });
        return made;
    }

    private static List<Seen> spansOf(String trace, int atLeast) {
        await(() -> of(trace).size() >= atLeast);
        return of(trace);
    }

    private static List<Seen> of(String trace) {
        return collector.spans().stream().filter(span -> span.traceId().equals(trace)).toList();
    }

    private static void askedAs(String id, String trace) {
        platform.send(
                platform.infer("m", "{}")
                        .header(Headers.TRACEPARENT, "00-" + trace + "-" + CLIENT + "-01")
                        .header(Headers.REQUEST_ID, id));
    }

    private static Seen named(List<Seen> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void aRequestJoinsTheClientsTraceAndHandsItOnToTheReplica() throws Exception {
        askedAs("traced-1", TRACE);
        List<Seen> spans = spansOf(TRACE, 2);
        Seen request = named(spans, "POST /v2/models/{model}/infer");
        Seen attempt = named(spans, "attempt");
        assertThat(request.parentId()).isEqualTo(CLIENT);
        assertThat(attempt.parentId()).isEqualTo(request.spanId());
        assertThat(received.take()).isEqualTo("00-" + TRACE + "-" + attempt.spanId() + "-01");
        assertThat(request.attributes())
                .containsEntry("slipway.request_id", "traced-1")
                .containsEntry("slipway.outcome", "completed")
                .containsEntry("gen_ai.request.model", "m")
                .containsEntry("slipway.model.version", "7")
                .containsEntry("http.response.status_code", "200");
        assertThat(attempt.attributes())
                .containsEntry("slipway.attempt.end", "answered")
                .containsEntry("slipway.replica", replica.instance.toString());
        assertThat(collector.services()).containsOnly("gateway");
    }

    @Test
    void everyTryAtAReplicaIsASpanOfItsOwn() {
        String trace = "1".repeat(32);
        replica.behave(FakeReplica.BREAK);
        try (FakeReplica other = replica(FakeReplica.echo())) {
            platform.apply(
                    replica.routed(ReplicaState.READY, 64, serves("m", 7)),
                    other.routed(ReplicaState.SUSPECT, 64, serves("m", 7)));
            platform.send(
                    platform.infer("m", "{}")
                            .header(Headers.TRACEPARENT, "00-" + trace + "-" + CLIENT + "-01"));
        }
        assertThat(
                        spansOf(trace, 3).stream()
                                .filter(span -> span.name().equals("attempt"))
                                .map(span -> span.attributes().get("slipway.attempt.end")))
                .containsExactlyInAnyOrder("broken", "answered");
    }

    @Test
    void aRefusedRequestIsASpanWithItsReason() {
        String trace = "2".repeat(32);
        platform.send(
                platform.infer("nothing", "{}")
                        .header(Headers.TRACEPARENT, "00-" + trace + "-" + CLIENT + "-01"));
        assertThat(spansOf(trace, 1).getFirst().attributes())
                .containsEntry("slipway.outcome", "rejected")
                .containsEntry("slipway.reason", "model_not_found")
                .doesNotContainKey("gen_ai.request.model");
    }

    @Test
    void aWordThatIsNoMethodNamesNoSpan() {
        String trace = "7".repeat(32);
        platform.send(
                platform.infer("m", "{}")
                        .method("BREW", HttpRequest.BodyPublishers.noBody())
                        .header(Headers.TRACEPARENT, "00-" + trace + "-" + CLIENT + "-01"));
        Seen request = spansOf(trace, 1).getFirst();
        assertThat(request.name()).startsWith("HTTP ").doesNotContain("BREW");
        assertThat(request.attributes())
                .containsEntry("http.request.method", "_OTHER")
                .containsEntry("http.request.method_original", "BREW");
    }

    @Test
    void whatTheClientDoesNotSampleIsNotSent() throws Exception {
        String trace = "3".repeat(32);
        platform.send(
                platform.infer("m", "{}")
                        .header(Headers.TRACEPARENT, "00-" + trace + "-" + CLIENT + "-00"));
        assertThat(received.take()).startsWith("00-" + trace).endsWith("-00");
        // What was asked later arrived, so what was asked before would have.
        askedAs("later", "6".repeat(32));
        assertThat(spansOf("6".repeat(32), 2)).isNotEmpty();
        assertThat(of(trace)).isEmpty();
    }

    @Test
    void aCallOverGrpcIsTracedTheSame() throws Exception {
        String trace = "4".repeat(32);
        replica.behave((request, response, body) -> {
            received.add(String.valueOf(request.requestHeaders().get(Headers.TRACEPARENT)));
            return RpcClient.echo(request, response, body);
        });
        try (RpcClient client = new RpcClient(platform)) {
            var _ =
                    client.known()
                            .withInterceptors(
                                    RpcClient.sending(
                                            "traceparent", "00-" + trace + "-" + CLIENT + "-01"))
                            .modelInfer(RpcClient.request("m").build());
        }
        List<Seen> spans = spansOf(trace, 2);
        Seen call = named(spans, "inference.GRPCInferenceService/ModelInfer");
        assertThat(call.parentId()).isEqualTo(CLIENT);
        assertThat(received.take())
                .isEqualTo("00-" + trace + "-" + named(spans, "attempt").spanId() + "-01");
    }

    @Test
    void anAdminCallHandsItsTraceAndIdOn() {
        String trace = "5".repeat(32);
        platform.registry.admin((request, response) -> {
            received.add(
                    request.requestHeaders().get(Headers.TRACEPARENT)
                            + " "
                            + request.requestHeaders().get(Headers.REQUEST_ID));
            return response.status(200).sendString(Mono.just("{}"));
        });
        HttpRequest.Builder asked =
                platform.get("/admin/v1/pools")
                        .header("Authorization", "Bearer " + Platform.ADMIN_KEY)
                        .header(Headers.REQUEST_ID, "admin-1")
                        .header(Headers.TRACEPARENT, "00-" + trace + "-" + CLIENT + "-01");
        platform.send(asked);
        Seen call = named(spansOf(trace, 1), "GET /admin/v1");
        assertThat(received).contains("00-" + trace + "-" + call.spanId() + "-01 admin-1");
    }
}
