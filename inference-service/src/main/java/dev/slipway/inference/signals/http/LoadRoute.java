package dev.slipway.inference.signals.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.signals.ReplicaLoad;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** The load once, for a service that asks. It names models, so that not everybody may know it. */
final class LoadRoute
        implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private final ServiceTokens tokens;
    private final ReplicaLoad load;
    private final JsonMapper json;

    LoadRoute(ServiceTokens tokens, ReplicaLoad load, JsonMapper json) {
        this.tokens = tokens;
        this.load = load;
        this.json = json;
    }

    /** Whether a request is for this route, of those on which the load is told. */
    static boolean isAsked(String uri) {
        return uri.startsWith(Signals.LOAD_PATH);
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        if (!isFromPlatform(request.requestHeaders().get(Headers.SERVICE_TOKEN))) {
            return response.status(401).send();
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return response.status(405).header(HttpHeaderNames.ALLOW, "GET").send();
        }
        byte[] body = json.writeValueAsBytes(load.whole());
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendObject(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
    }

    private boolean isFromPlatform(@Nullable String token) {
        return tokens.isFrom(Role.GATEWAY, token, Role.REPLICA)
                || tokens.isFrom(Role.AUTOSCALER, token, Role.REPLICA);
    }
}
