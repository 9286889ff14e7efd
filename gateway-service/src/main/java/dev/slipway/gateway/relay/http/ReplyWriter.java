package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeLedger;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.telemetry.RequestLog;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.channel.AbortedException;

/** Writes replies, flushing streams piece by piece, and counts what came of the request. */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

    /** What a client is told whose request ends by a fault of the gateway. */
    static final Refusal FAULT =
            Refusal.of(
                    ErrorCode.INTERNAL,
                    "Something went wrong in the gateway. Ask again, and tell the operator the"
                            + " X-Request-Id if it goes on.");

    private final OutcomeLedger ledger;
    private final InFlight inFlight;
    private final OutcomeReport report;

    public ReplyWriter(OutcomeLedger ledger, InFlight inFlight, OutcomeReport report) {
        this.ledger = ledger;
        this.report = report;
        this.inFlight = inFlight;
    }

    /** A reply that is no part of the identity. */
    Mono<Void> write(ServerWebExchange exchange, Reply reply) {
        return body(exchange.getResponse(), reply);
    }

    Mono<Void> write(
            ServerWebExchange exchange,
            Arrival arrival,
            Dialect dialect,
            Mono<Reply> reply,
            boolean closing) {
        Written written = new Written();
        return reply.onErrorResume(
                        error -> !isDeparture(error),
                        error -> Mono.just(unexpected(arrival, dialect, error)))
                .flatMap(ready -> {
                    written.reply = ready;
                    head(exchange.getResponse(), arrival, closing);
                    return body(exchange.getResponse(), ready);
                })
                .doOnError(error -> written.error = error)
                .doFinally(signal -> ended(arrival, written, signal))
                .onErrorResume(ReplyWriter::isDeparture, _ -> Mono.empty());
    }

    private static final class Written {
        @Nullable Reply reply;
        @Nullable Throwable error;
    }

    private void ended(Arrival arrival, Written written, SignalType signal) {
        Reply reply = written.reply;
        Outcome outcome;
        if (signal == SignalType.CANCEL || isDeparture(written.error)) {
            outcome = Outcome.CLIENT_GONE;
        } else if (reply == null || signal == SignalType.ON_ERROR) {
            outcome = new Outcome.Failed("answer_broke_off");
        } else {
            outcome = Outcome.written(reply.status(), reply.reason(), reply.atBound());
        }
        arrival.over();
        String version = reply == null ? "" : reply.version();
        ledger.ended(outcome, arrival.model(), version);
        if (arrival.span().isOn() && reply != null) {
            arrival.span().set("http.response.status_code", reply.status());
        }
        report.took(arrival.operation(), arrival.model(), outcome, arrival.startedNanos());
        report.ended(outcome, arrival.requestId(), arrival.model(), version, arrival.span());
        inFlight.leave();
    }

    private static boolean isDeparture(@Nullable Throwable error) {
        return error instanceof AbortedException;
    }

    private static Reply unexpected(Arrival arrival, Dialect dialect, Throwable error) {
        if (error instanceof BodyRefusedException refused) {
            return Reply.refusal(dialect, refused.refusal());
        }
        if (!(error instanceof IOException)) {
            RequestLog.with(
                    arrival.subject(),
                    () -> LOG.error("a request failed by a fault of the gateway", error));
        }
        return Reply.refusal(dialect, FAULT);
    }

    private static void head(ServerHttpResponse response, Arrival arrival, boolean closing) {
        response.getHeaders().set(Headers.REQUEST_ID, arrival.requestId());
        if (closing) {
            response.getHeaders().set(HttpHeaders.CONNECTION, "close");
        }
    }

    private static Mono<Void> body(ServerHttpResponse response, Reply reply) {
        response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
        HttpHeaders headers = response.getHeaders();
        for (Map.Entry<String, String> header : reply.headers()) {
            headers.set(header.getKey(), header.getValue());
        }
        if (!reply.reason().isEmpty()) {
            headers.set(Headers.ERROR, reply.reason());
        }
        NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<ByteBuf> rest = reply.rest();
        if (rest == null) {
            headers.setContentLength(reply.whole().readableBytes());
            return response.writeWith(Mono.just(buffers.wrap(reply.whole())));
        }
        Flux<ByteBuf> all = Flux.concat(Flux.just(reply.whole()), rest);
        return response.writeAndFlushWith(all.map(piece -> flushed(buffers.wrap(piece))));
    }

    private static Publisher<? extends DataBuffer> flushed(DataBuffer piece) {
        return Mono.just(piece);
    }
}
