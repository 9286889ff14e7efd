package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.telemetry.Span;
import dev.slipway.trust.PeerToken;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.time.Duration;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Calls replicas over pooled connections. The pool is large and never makes a request wait behind
 * another; idle connections end before the replica's own keep-alive (60 s). A long body waits for
 * {@code 100 Continue}, so that a refusal costs nothing, but not longer than a second; see {@link
 * AnswerHead}.
 */
final class ReplicaClient {
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int CONNECT_MS = 1000;
    private static final int UNAUTHENTICATED = 401;

    private final HttpClient client;
    private final PeerToken token;

    public ReplicaClient(DoorLimits limits, PeerToken token) {
        this.token = token;
        this.client =
                HttpClient.create(
                                ConnectionProvider.builder("replicas")
                                        .maxConnections(limits.maxConnectionsPerReplica())
                                        .pendingAcquireMaxCount(limits.holdCount())
                                        .maxIdleTime(IDLE)
                                        .evictInBackground(IDLE)
                                        .lifo()
                                        .build())
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                        .disableRetry(true);
    }

    /**
     * A body that is complete here. The call takes its own reference of it, and takes it in a
     * publisher: of a message that it was handed, Reactor Netty lets go once more when the write
     * fails or is cancelled, which here would be the reference of whoever sends the body again.
     */
    void send(AskedRequest asked, Choice choice, long millisLeft, ByteBuf kept, ReplicaCall call) {
        HttpClient.RequestSender request =
                request(
                        client,
                        asked,
                        choice,
                        millisLeft,
                        kept.readableBytes(),
                        false,
                        call.span());
        if (!kept.isReadable()) {
            call.bodySent();
            call.start(request.response(heardBy(call)));
            return;
        }
        call.start(
                request.send((_, out) ->
                                out.send(Mono.fromSupplier(kept::retainedDuplicate))
                                        .then(Mono.fromRunnable(call::bodySent)))
                        .response(heardBy(call)));
    }

    /** A longer body: its beginning is here, the rest flows on demand. Length -1 is unknown. */
    void stream(
            AskedRequest asked,
            Choice choice,
            long millisLeft,
            long length,
            Flux<ByteBuf> body,
            ReplicaCall call) {
        AnswerHead head = new AnswerHead();
        HttpClient expecting =
                client.doOnRequest(
                        (_, connection) -> connection.addHandlerLast("answer-head", head));
        call.start(
                request(expecting, asked, choice, millisLeft, length, true, call.span())
                        .send((_, out) ->
                                head.sending(
                                        out.send(body.delaySubscription(head.allowed()))
                                                .then()
                                                .then(Mono.fromRunnable(call::bodySent))))
                        .response(heardBy(call)));
    }

    /** A replica that does not know this gateway is left, and a fresh token asked for. */
    private BiFunction<HttpClientResponse, ByteBufFlux, Publisher<Void>> heardBy(ReplicaCall call) {
        return (head, bytes) -> {
            if (head.status().code() == UNAUTHENTICATED) {
                token.refused(head.requestHeaders().get(Headers.SERVICE_TOKEN, ""));
            }
            return call.received(head, bytes);
        };
    }

    private HttpClient.RequestSender request(
            HttpClient base,
            AskedRequest asked,
            Choice choice,
            long millisLeft,
            long length,
            boolean expectContinue,
            Span span) {
        return base.headers(
                        headers -> {
                            RelayHeaders.toReplica(asked.headers(), headers);
                            String traceparent = span.traceparent();
                            if (traceparent != null) {
                                headers.set(Headers.TRACEPARENT, traceparent);
                            }
                            headers.set(Headers.REPLICA, choice.replica().instance().toString());
                            headers.set(Headers.MODEL, asked.model());
                            headers.set(Headers.VERSION, Integer.toString(choice.version()));
                            headers.set(Headers.REQUEST_TIMEOUT_MS, Long.toString(millisLeft));
                            headers.set(Headers.REQUEST_ID, asked.requestId());
                            headers.set(Headers.TENANT, asked.tenantId());
                            headers.set(Headers.SERVICE_TOKEN, token.now());
                            if (length >= 0 && !asked.method().name().equals("GET")) {
                                headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
                            }
                            if (expectContinue) {
                                headers.set(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
                            }
                        })
                .request(asked.method())
                .uri("http://" + choice.replica().address() + asked.path(choice.version()));
    }
}
