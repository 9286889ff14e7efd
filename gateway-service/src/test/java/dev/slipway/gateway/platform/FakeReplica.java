package dev.slipway.gateway.platform;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.replica.ReplicaState;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** A replica whose behaviour a test changes while it runs. */
public final class FakeReplica implements AutoCloseable {
    /** How it answers an inference. */
    public interface Behaviour {
        Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, String body);
    }

    /** What it saw of one inference. */
    public record Seen(
            String path, String body, @Nullable String version, @Nullable String timeLeft) {}

    public static final Behaviour NEVER = (_, _, _) -> Mono.never();
    public static final Behaviour BREAK =
            (request, _, _) -> {
                request.withConnection(FakeReplica::cut);
                return Mono.never();
            };

    /** Not the loops that a gateway in the same process ends with itself. */
    static final LoopResources LOOPS = LoopResources.create("fake", 2, true);

    public final UUID instance = UUID.randomUUID();
    public final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>(100_000);
    public final AtomicInteger closed = new AtomicInteger();
    public final AtomicInteger probes = new AtomicInteger();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final DisposableServer server;
    private volatile Behaviour behaviour;
    private volatile boolean refuseBeforeBody;
    private volatile boolean silent;

    private FakeReplica(Behaviour behaviour, int port) {
        this.behaviour = behaviour;
        this.server =
                HttpServer.create()
                        .runOn(LOOPS)
                        .host("127.0.0.1")
                        .port(port)
                        .handle(this::handle)
                        .bindNow(Duration.ofSeconds(5));
    }

    public static FakeReplica echoing() {
        return new FakeReplica(echo(), 0);
    }

    public static FakeReplica on(int port) {
        return new FakeReplica(echo(), port);
    }

    public int port() {
        return server.port();
    }

    /** Answers with what it got. */
    public static Behaviour echo() {
        return (request, response, body) ->
                json(
                        response.status(200),
                        "{\"version\":\""
                                + request.requestHeaders().get(Headers.VERSION)
                                + "\",\"echo\":\""
                                + body.replace("\"", "'")
                                + "\"}");
    }

    public static Behaviour error(int status, String code) {
        return (_, response, _) ->
                json(response.status(status).header(Headers.ERROR, code), "{\"error\":\"no\"}");
    }

    /** Ends a connection in the middle of whatever it carries. */
    public static void cut(Connection connection) {
        var _ = connection.channel().close();
    }

    /** Server-sent events, each flushed by itself. */
    public static Behaviour events(Flux<String> events) {
        return (_, response, _) ->
                response.header("Content-Type", "text/event-stream")
                        .send(
                                events.map(event ->
                                        Unpooled.copiedBuffer(event, StandardCharsets.US_ASCII)),
                                _ -> true);
    }

    /** An answer of unknown length. */
    public static Publisher<Void> text(HttpServerResponse response, String body) {
        return response.sendObject(
                Flux.just(
                        Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.ISO_8859_1)),
                        Unpooled.EMPTY_BUFFER));
    }

    static Publisher<Void> json(HttpServerResponse response, String body) {
        return response.header("Content-Type", "application/json")
                .header("Content-Length", Integer.toString(body.length()))
                .sendObject(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** Refuses from the head on, without reading the body. */
    public void refuseBeforeBody(boolean refuse) {
        refuseBeforeBody = refuse;
    }

    /** Neither inference nor the probe is answered. */
    public void silent(boolean stopped) {
        silent = stopped;
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().equals("/livez")) {
            probes.incrementAndGet();
            return silent ? Mono.never() : json(response.status(200), "{}");
        }
        request.withConnection(connection -> {
            connections.add(connection);
            connection.onDispose(closed::incrementAndGet);
        });
        if (refuseBeforeBody) {
            return behaviour.answer(request, response, "");
        }
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.ISO_8859_1)
                .defaultIfEmpty("")
                .flatMapMany(body -> {
                    seen.add(
                            new Seen(
                                    request.uri(),
                                    body,
                                    request.requestHeaders().get(Headers.VERSION),
                                    request.requestHeaders().get(Headers.REQUEST_TIMEOUT_MS)));
                    return silent
                            ? Mono.<Void>never()
                            : Flux.from(behaviour.answer(request, response, body));
                });
    }

    public RoutedReplica routed(ReplicaState state, int queueLimit, ServedVersion... serves) {
        return new RoutedReplica(
                instance, "default", "127.0.0.1:" + port(), state, queueLimit, List.of(serves));
    }

    /** All connections break at once, and new ones are refused. */
    public void die() {
        close();
    }

    @Override
    public void close() {
        server.channel().close().syncUninterruptibly();
        connections.forEach(FakeReplica::cut);
    }
}
