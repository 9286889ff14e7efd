package dev.slipway.inference.signals.http;

import dev.slipway.inference.signals.ReplicaLoad;
import dev.slipway.trust.ServiceTokens;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Offers the routes on which the load is told. */
public final class SignalsHttpConfiguration {
    private SignalsHttpConfiguration() {}

    public static BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> route(
            ServiceTokens tokens, ReplicaLoad load) {
        JsonMapper json =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build();
        SignalRoute signals = new SignalRoute(tokens, load, json);
        LoadRoute once = new LoadRoute(tokens, load, json);
        return (request, response) ->
                LoadRoute.isAsked(request.uri())
                        ? once.apply(request, response)
                        : signals.apply(request, response);
    }
}
