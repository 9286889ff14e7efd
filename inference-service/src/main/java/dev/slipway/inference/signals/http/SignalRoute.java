package dev.slipway.inference.signals.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.signals.ReplicaLoad;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** One signal each second, until the reader leaves or the process ends. */
final class SignalRoute
        implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private static final Duration INTERVAL = Duration.ofMillis(Signals.INTERVAL_MS);
    private static final int MOST_READERS = 16;

    private final ServiceTokens tokens;
    private final ReplicaLoad load;
    private final JsonMapper json;
    private final AtomicInteger readers = new AtomicInteger();

    SignalRoute(ServiceTokens tokens, ReplicaLoad load, JsonMapper json) {
        this.tokens = tokens;
        this.load = load;
        this.json = json;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        String token = request.requestHeaders().get(Headers.SERVICE_TOKEN);
        if (!tokens.isFrom(Role.AUTOSCALER, token, Role.REPLICA)) {
            return response.status(401).send();
        }
        if (readers.incrementAndGet() > MOST_READERS) {
            readers.decrementAndGet();
            return response.status(503).header(HttpHeaderNames.RETRY_AFTER, "1").send();
        }
        return Mono.from(
                        response.keepAlive(false)
                                .header(HttpHeaderNames.CONTENT_TYPE, Signals.MEDIA_TYPE)
                                .send(signals(), _ -> true))
                .doFinally(_ -> readers.decrementAndGet());
    }

    private Flux<ByteBuf> signals() {
        return Flux.interval(Duration.ZERO, INTERVAL).onBackpressureDrop().map(_ -> line());
    }

    private ByteBuf line() {
        return Unpooled.wrappedBuffer(
                json.writeValueAsBytes(load.now()), "\n".getBytes(StandardCharsets.US_ASCII));
    }
}
