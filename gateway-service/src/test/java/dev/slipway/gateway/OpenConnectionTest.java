package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What goes over a client's connection while it is open, and what its end stops. */
class OpenConnectionTest {
    @TempDir static Path state;
    private static Platform platform;
    private FakeReplica one;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        platform.model("m", 2);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void replica() {
        one = FakeReplica.echoing();
        platform.apply(one.routed(ReplicaState.READY, 64, serves("m", 2)));
    }

    @AfterEach
    void close() {
        platform.assertIdentity();
        one.close();
    }

    @Test
    void aClientThatLeavesClosesTheUpstream() throws Exception {
        one.behave(FakeReplica.NEVER);
        double before =
                platform.metric("slipway.gateway.requests.outcome", "outcome", "client_gone");
        try (Socket socket = platform.connect()) {
            write(socket, "{}", 2);
            await(() -> platform.metric("slipway.gateway.replica.waiting") == 1);
            assertThat(one.closed).hasValue(0);
        }
        await(() -> one.closed.get() == 1);
        await(() ->
                platform.metric("slipway.gateway.requests.outcome", "outcome", "client_gone")
                        == before + 1);
        assertThat(platform.metric("slipway.gateway.replica.waiting")).isZero();
        assertThat(platform.metric("slipway.gateway.replica.in.flight")).isZero();
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyIsGoneAndNoFault() throws Exception {
        double gone = platform.metric("slipway.gateway.requests.outcome", "outcome", "client_gone");
        double accepted = platform.metric("slipway.gateway.requests.accepted");
        Logger logger = (Logger) LoggerFactory.getLogger("dev.slipway.gateway.relay");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try (Socket socket = platform.connect()) {
            write(socket, "{}", 200);
            await(() -> platform.metric("slipway.gateway.requests.accepted") == accepted + 1);
        }
        await(() ->
                platform.metric("slipway.gateway.requests.outcome", "outcome", "client_gone")
                        == gone + 1);
        logger.detachAppender(logged);
        assertThat(logged.list).isEmpty();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    @Test
    void aClientThatLeavesAStreamClosesTheUpstream() throws Exception {
        one.behave(FakeReplica.events(Flux.concat(Mono.just("data: a\n\n"), Mono.never())));
        try (Socket socket = platform.connect()) {
            write(socket, "{}", 2);
            readUntil(socket, "data: a");
        }
        await(() -> one.closed.get() == 1);
        await(() -> platform.metric("slipway.gateway.replica.in.flight") == 0);
    }

    @Test
    void eventsAreFlushedOneByOne() throws Exception {
        Sinks.Many<String> events = Sinks.many().unicast().onBackpressureBuffer();
        one.behave(FakeReplica.events(events.asFlux()));
        try (Socket socket = platform.connect()) {
            socket.setSoTimeout(5000);
            write(socket, "{}", 2);
            events.tryEmitNext("data: a\n\n");
            readUntil(socket, "data: a");
            events.tryEmitNext("data: b\n\n");
            readUntil(socket, "data: b");
            events.tryEmitComplete();
            readUntil(socket, "\r\n0\r\n");
        }
    }

    private static void write(Socket socket, String body, int length) throws Exception {
        socket.getOutputStream()
                .write(
                        ("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                        + Platform.INFER_KEY
                                        + "\r\nContent-Length: "
                                        + length
                                        + "\r\n\r\n"
                                        + body)
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void readUntil(Socket socket, String end) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            read.append((char) next);
        }
    }
}
