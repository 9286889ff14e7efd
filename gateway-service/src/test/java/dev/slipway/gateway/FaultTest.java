package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.KeyHash;
import dev.slipway.gateway.access.KeyUses;
import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.InferStream;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import dev.slipway.gateway.relay.RelayCounts;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.Tracing;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A port that throws in the middle of a request. The request's deadline is a minute and the
 * client's patience 20 s, so that whoever gets an answer did not wait for the deadline.
 */
class FaultTest {
    @TempDir static Path state;
    private static final AtomicBoolean FAULTY = new AtomicBoolean();
    private static final AtomicBoolean NO_KEYS = new AtomicBoolean();
    private static final CompletableFuture<AppliedDocuments> DOCUMENTS = new CompletableFuture<>();
    private static final AtomicBoolean NO_ROUTES = new AtomicBoolean();
    private static final AtomicBoolean NO_SPANS = new AtomicBoolean();
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;
    private final Logger root = (Logger) LoggerFactory.getLogger("dev.slipway.gateway");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of(), FaultTest::faulty);
        client = new RpcClient(platform);
        replica = FakeReplica.echoing();
        platform.model("m", 1);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
        replica.close();
    }

    private static Object faulty(Object bean) {
        return switch (bean) {
            case RelayCounts real ->
                    (RelayCounts)
                            end -> {
                                failIf(FAULTY);
                                real.attemptEnded(end);
                            };
            case AppliedDocuments real -> {
                DOCUMENTS.complete(real);
                yield real;
            }
            case Authenticator _ ->
                    new Authenticator(
                            () -> {
                                failIf(NO_KEYS);
                                return DOCUMENTS.join().keyring();
                            },
                            new KeyHash(Platform.SECRET),
                            Clock.systemUTC(),
                            new KeyUses());
            case RelayHouse real ->
                    new RelayHouse(
                            () -> {
                                failIf(NO_ROUTES);
                                return real.routing().get();
                            },
                            real.selector(),
                            real.hold(),
                            real.late(),
                            real.retries(),
                            real.watch(),
                            real.counts(),
                            real.quarantine(),
                            real.nanoTime());
            case Tracing real -> new FaultyTracing(real);
            default -> bean;
        };
    }

    private record FaultyTracing(Tracing real) implements Tracing {
        @Override
        public boolean isOn() {
            failIf(NO_SPANS);
            return real.isOn();
        }

        @Override
        public Span serve(String name, @Nullable String traceparent) {
            return real.serve(name, traceparent);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private static void failIf(AtomicBoolean faulty) {
        if (faulty.get()) {
            throw new AssertionError("injected");
        }
    }

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
    }

    @AfterEach
    void nothingStaysBehind() {
        FAULTY.set(false);
        NO_KEYS.set(false);
        NO_ROUTES.set(false);
        NO_SPANS.set(false);
        root.detachAppender(logged);
        replica.behave(FakeReplica.echo());
        assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
        assertThat(platform.metric("slipway.gateway.replica.in.flight")).isZero();
        assertThat(platform.metric("slipway.gateway.replica.waiting")).isZero();
    }

    private static double failed() {
        return platform.metric(
                "slipway.gateway.requests.outcome", "outcome", "failed", "reason", "internal");
    }

    /** The answer may be here before the line is written. */
    private void assertLoggedOnce(String requestId) {
        Platform.await(() -> !logged.list.isEmpty());
        assertThat(logged.list).hasSize(1);
        assertThat(logged.list.getFirst().getMDCPropertyMap())
                .containsEntry("request_id", requestId);
        assertThat(logged.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("injected");
    }

    @Test
    void aRequestEndsAtOnceAsFailed() {
        FAULTY.set(true);
        double before = failed();

        assertOip(
                platform.send(platform.infer("m", "{}").header("X-Request-Id", "broken-1")),
                500,
                "internal");

        assertLoggedOnce("broken-1");
        assertThat(failed()).isEqualTo(before + 1);
    }

    @Test
    void soDoesOneInOpenAisDialect() {
        FAULTY.set(true);
        assertOpenAi(
                platform.send(
                        platform.get("/v1/embeddings")
                                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\"}"))),
                500,
                "internal");
    }

    @Test
    void soDoesOneWhoseLongAnswerHadBegun() {
        FAULTY.set(true);
        replica.behave(
                (_, response, _) -> FakeReplica.text(response.status(200), "x".repeat(3 << 20)));

        assertOip(platform.send(platform.infer("m", "{}")), 500, "internal");
    }

    @Test
    void soDoesOneOverGrpc() {
        assertCallFails(FAULTY);
    }

    @Test
    void soDoesACallThatBreaksWhereItsSpanBegins() {
        assertCallFails(NO_SPANS);
    }

    @Test
    void soDoesACallThatBreaksWhereItsHeadIsRead() {
        assertCallFails(NO_KEYS);
    }

    @Test
    void soDoesACallThatBreaksWhereItsMessageIsRead() {
        assertCallFails(NO_ROUTES);
    }

    private void assertCallFails(AtomicBoolean faulty) {
        double before = failed();
        replica.behave(RpcClient::echo);
        faulty.set(true);

        assertRefused(
                Status.Code.INTERNAL,
                "internal",
                () ->
                        client.known()
                                .withInterceptors(sending("x-request-id", "broken-2"))
                                .modelInfer(request("m").build()));

        assertLoggedOnce("broken-2");
        Platform.await(() -> failed() == before + 1);
    }

    @Test
    void aMessageOfAStreamThatBreaksEndsAlone() throws Exception {
        double before = failed();
        replica.behave(RpcClient::echo);
        InferStream stream =
                InferStream.open(
                        client,
                        Integer.MAX_VALUE,
                        RpcClient.withKey(),
                        sending("x-request-id", "broken-3"));
        assertThat(stream.send(request("m")).answeredIds(1)).containsExactly("r-1");
        NO_ROUTES.set(true);

        ModelStreamInferResponse refusal = stream.send(request("m").setId("bad")).answer();
        NO_ROUTES.set(false);

        assertThat(refusal.getErrorMessage()).contains("Something went wrong in the gateway");
        assertThat(refusal.getInferResponse().getId()).isEqualTo("bad");
        assertLoggedOnce("broken-3.2");
        Platform.await(() -> failed() == before + 1);
        assertThat(stream.send(request("m")).answeredIds(1)).containsExactly("r-1");
        stream.halfClose();
        assertThat(stream.end().getStatus().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void aStreamThatBreaksWhereItsHeadIsReadIsRefused() throws Exception {
        double before = failed();
        NO_KEYS.set(true);

        StatusRuntimeException end = InferStream.open(client).end();

        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(failed()).isEqualTo(before + 1);
    }
}
