package dev.slipway.gateway.admin.http;

import dev.slipway.trust.PeerToken;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * One call of registry or store. What they say to a service token that they do not take is no
 * answer to the client: the call is made once more with the next token, if it can be.
 */
final class TrustedCall {
    private static final int UNAUTHENTICATED = 401;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ServerWebExchange exchange;
    private final GatewayFilterChain chain;
    private final PeerToken token;
    private final boolean repeatable;

    TrustedCall(
            ServerWebExchange exchange,
            GatewayFilterChain chain,
            PeerToken token,
            boolean repeatable) {
        this.exchange = exchange;
        this.chain = chain;
        this.token = token;
        this.repeatable = repeatable;
    }

    /** False when no token was taken; then there is no answer yet. */
    Mono<Boolean> make(Function<String, ServerWebExchange> with) {
        String first = token.now();
        return isTaken(with.apply(first))
                .flatMap(taken -> {
                    if (taken) {
                        return Mono.just(true);
                    }
                    if (!repeatable) {
                        token.refused(first);
                        return Mono.just(false);
                    }
                    return Mono.fromFuture(() -> token.after(first))
                            .timeout(PATIENCE, Mono.just(first))
                            .flatMap(next ->
                                    next.equals(first)
                                            ? Mono.just(false)
                                            : isTaken(with.apply(next)));
                });
    }

    private Mono<Boolean> isTaken(ServerWebExchange call) {
        return chain.filter(call)
                .then(
                        Mono.fromSupplier(() -> {
                            HttpStatusCode status = exchange.getResponse().getStatusCode();
                            if (status == null || status.value() != UNAUTHENTICATED) {
                                return true;
                            }
                            forget();
                            return false;
                        }));
    }

    /** Lets go of the callee's answer, so that there can be another one. */
    private void forget() {
        Connection connection =
                exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
        if (connection != null) {
            connection.dispose();
            exchange.getAttributes().remove(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
        }
        ServerWebExchangeUtils.reset(exchange);
    }
}
