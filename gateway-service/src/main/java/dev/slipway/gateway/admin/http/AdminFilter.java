package dev.slipway.gateway.admin.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.Authenticator.Identity;
import dev.slipway.gateway.admin.OpenPaths;
import dev.slipway.gateway.admin.WrittenDocument;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.ErrorForm;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.telemetry.Span;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.PeerToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Passes an admin call on: says who asks, streams the body untouched, and answers a write only
 * after this gateway has applied the documents that show it, at most two seconds later.
 */
final class AdminFilter implements GatewayFilter {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final String OWN_HEADERS = Headers.OWN_PREFIX.toLowerCase(Locale.ROOT);
    private static final Refusal AWAY =
            Refusal.of(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The service that answers this call is away. Models go on answering;"
                            + " try again in a moment.");

    /** Who asks for what is open: nobody in particular, who may do nothing. */
    private static final Identity ANYBODY =
            new Identity.Known(new Caller("anonymous", "", List.of()));

    private final Authenticator authenticator;
    private final CallerSeal seal;
    private final PeerToken token;
    private final RequestId requestIds;
    private final AppliedDocuments documents;
    private final AdminReport report;

    public AdminFilter(
            Authenticator authenticator,
            CallerSeal seal,
            PeerToken token,
            RequestId requestIds,
            AppliedDocuments documents,
            AdminReport report) {
        this.authenticator = authenticator;
        this.seal = seal;
        this.token = token;
        this.requestIds = requestIds;
        this.documents = documents;
        this.report = report;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String requestId = requestIds.of(headers.getFirst(Headers.REQUEST_ID));
        ServerHttpResponse response = exchange.getResponse();
        Span span = report.begin(exchange.getRequest());
        return answer(exchange, chain, requestId, span)
                .doFinally(_ -> report.ended(exchange.getRequest(), response, requestId, span));
    }

    private Mono<Void> answer(
            ServerWebExchange exchange, GatewayFilterChain chain, String requestId, Span span) {
        ServerHttpResponse response = exchange.getResponse();
        return switch (whoAsks(exchange.getRequest())) {
            case Identity.Stranger stranger -> refuse(response, requestId, stranger.refusal());
            case Identity.Known known -> {
                response.beforeCommit(() -> shown(response, requestId));
                yield ShortBody.of(exchange.getRequest())
                        .flatMap(body ->
                                new TrustedCall(exchange, chain, token, body.isRepeatable())
                                        .make(own ->
                                                passedOn(
                                                        exchange,
                                                        body.request(),
                                                        new Passed(known.caller(), requestId, span),
                                                        own)))
                        .flatMap(trusted ->
                                trusted ? Mono.empty() : refuse(response, requestId, AWAY))
                        .onErrorResume(error -> away(response, requestId, error));
            }
        };
    }

    /** A body is passed on for nobody without a key. */
    private Identity whoAsks(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        boolean hasBody =
                headers.getContentLength() > 0
                        || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        String path = request.getURI().getRawPath();
        if (!hasBody && OpenPaths.contain(request.getMethod().name(), path)) {
            return ANYBODY;
        }
        return authenticator.identify(headers.getFirst(HttpHeaders.AUTHORIZATION));
    }

    /** What is told of a call beside itself. */
    private record Passed(Caller caller, String requestId, Span span) {}

    private ServerWebExchange passedOn(
            ServerWebExchange exchange,
            ServerHttpRequest asked,
            Passed passed,
            String serviceToken) {
        ServerHttpRequest request =
                asked.mutate()
                        .headers(headers -> {
                            for (String name : List.copyOf(headers.headerNames())) {
                                if (name.toLowerCase(Locale.ROOT).startsWith(OWN_HEADERS)) {
                                    headers.remove(name);
                                }
                            }
                            headers.remove(HttpHeaders.AUTHORIZATION);
                            headers.set(Headers.REQUEST_ID, passed.requestId());
                            String traceparent = passed.span().traceparent();
                            if (traceparent != null) {
                                headers.set(Headers.TRACEPARENT, traceparent);
                            }
                            headers.set(Headers.CALLER, seal.seal(passed.caller()));
                            headers.set(Headers.SERVICE_TOKEN, serviceToken);
                        })
                        .build();
        return exchange.mutate().request(request).build();
    }

    private Mono<Void> shown(ServerHttpResponse response, String requestId) {
        response.getHeaders().set(Headers.REQUEST_ID, requestId);
        HttpHeaders headers = response.getHeaders();
        return Mono.when(
                applied(headers.getFirst(Headers.DOCUMENT), documents::whenApplied),
                applied(headers.getFirst(Headers.ACCESS_DOCUMENT), documents::whenAccessApplied));
    }

    private static Mono<Void> applied(
            @Nullable String written, Function<DocumentNumber, CompletableFuture<Void>> shown) {
        return WrittenDocument.read(written)
                .map(number ->
                        Mono.fromFuture(shown.apply(number))
                                .timeout(LONGEST_WAIT)
                                .onErrorResume(_ -> Mono.empty()))
                .orElseGet(Mono::empty);
    }

    private static Mono<Void> away(ServerHttpResponse response, String requestId, Throwable error) {
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        return refuse(response, requestId, AWAY);
    }

    private static Mono<Void> refuse(
            ServerHttpResponse response, String requestId, Refusal refusal) {
        response.setStatusCode(HttpStatusCode.valueOf(ErrorForm.status(refusal)));
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, ErrorForm.contentType(Dialect.PLAIN));
        headers.set(Headers.REQUEST_ID, requestId);
        headers.set(Headers.ERROR, refusal.code().wireName());
        int retryAfter = ErrorForm.retryAfterSeconds(refusal);
        if (retryAfter > 0) {
            headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter));
        }
        byte[] body = ErrorForm.body(Dialect.PLAIN, refusal).getBytes(StandardCharsets.UTF_8);
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
