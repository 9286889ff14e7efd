package dev.slipway.gateway.signals.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorBody;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.signal.Signals;
import dev.slipway.gateway.signals.DoorLoad;
import dev.slipway.gateway.signals.SignalPace;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * The internal port: the load, to the autoscaler, and nothing else. It listens before the registry
 * is first told of this process, and its answers end after the drain: what is still in flight until
 * then is load.
 */
final class SignalServer implements SmartLifecycle {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int LOOKS_PER_SIGNAL = (int) (Signals.INTERVAL_MS / LOOK.toMillis());
    private static final int MOST_READERS = 16;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final SignalSettings settings;
    private final ServiceTokens tokens;
    private final DoorLoad load;
    private final JsonMapper json;
    private final AtomicInteger readers = new AtomicInteger();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private final DisposableServer server;
    private volatile boolean running = true;

    SignalServer(SignalSettings settings, ServiceTokens tokens, DoorLoad load, JsonMapper json) {
        this.settings = settings;
        this.tokens = tokens;
        this.load = load;
        this.json = json;
        this.server =
                HttpServer.create()
                        .host(settings.bind())
                        .port(settings.port())
                        .handle(this::handle)
                        .bindNow();
    }

    String address() {
        String told = settings.address();
        return told == null || told.isBlank() ? host() + ":" + server.port() : told;
    }

    private String host() {
        if (!settings.bind().equals("0.0.0.0") && !settings.bind().equals("::")) {
            return settings.bind();
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException noName) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (!request.uri().equals(Signals.PATH) || !request.method().equals(HttpMethod.GET)) {
            return refuse(response, 404, ErrorCode.PATH_NOT_FOUND, "There is no such path here.");
        }
        String token = request.requestHeaders().get(Headers.SERVICE_TOKEN);
        if (!tokens.isFrom(Role.AUTOSCALER, token, Role.GATEWAY)) {
            return refuse(
                    response,
                    401,
                    ErrorCode.UNAUTHENTICATED,
                    "This call needs the autoscaler's service token for a gateway.");
        }
        if (readers.incrementAndGet() > MOST_READERS) {
            readers.decrementAndGet();
            return refuse(
                    response,
                    503,
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "As many read the load as may; try again later.");
        }
        return Mono.from(
                        response.keepAlive(false)
                                .header(HttpHeaderNames.CONTENT_TYPE, Signals.MEDIA_TYPE)
                                .send(signals(), _ -> true))
                .doFinally(_ -> readers.decrementAndGet());
    }

    private Flux<ByteBuf> signals() {
        return Flux.defer(() -> {
            SignalPace pace = new SignalPace(LOOKS_PER_SIGNAL);
            return Flux.interval(Duration.ZERO, LOOK)
                    .onBackpressureDrop()
                    .filter(_ -> pace.tells(load.isHolding()))
                    .map(_ -> line())
                    .takeUntilOther(end.asMono());
        });
    }

    private ByteBuf line() {
        return Unpooled.wrappedBuffer(
                json.writeValueAsBytes(load.now()), "\n".getBytes(StandardCharsets.US_ASCII));
    }

    private Publisher<Void> refuse(
            HttpServerResponse response, int status, ErrorCode code, String message) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(
                        Mono.just(
                                json.writeValueAsString(
                                        new ErrorBody(code.wireName(), code.category(), message))));
    }

    @Override
    public void start() {
        // It listens since it was made.
    }

    /** What still read is told the end: an open answer would hold up that of the event loops. */
    @Override
    public void stop() {
        running = false;
        end.tryEmitEmpty();
        server.disposeNow(CLOSE);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the drain, as the door's loops do. */
    @Override
    public int getPhase() {
        return 0;
    }
}
