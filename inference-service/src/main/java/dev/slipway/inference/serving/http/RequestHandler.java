package dev.slipway.inference.serving.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.Exchange;
import dev.slipway.inference.serving.ExchangeTimes;
import dev.slipway.inference.serving.Opening;
import dev.slipway.inference.serving.Outcome;
import dev.slipway.inference.serving.Reply;
import dev.slipway.inference.serving.RequestHead;
import dev.slipway.telemetry.Span;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request on its event loop: head, body, outcome, answer. */
final class RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    /**
     * A refused body up to this is read and let go on a connection that lives on. A longer one, or
     * one of unknown length, ends its connection, but not at once: that would reset it under a
     * client that is still sending, which then never reads why.
     */
    private static final long LITTLE_BYTES = 2 << 20;

    /** How long such a client may go on sending after its answer. */
    private static final Duration LET_GO = Duration.ofSeconds(5);

    private final Door door;
    private final ReplicaLife life;
    private final Answers answers;
    private final BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> signals;
    private final RequestReport report;

    RequestHandler(
            Door door,
            ReplicaLife life,
            Answers answers,
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> signals,
            RequestReport report) {
        this.door = door;
        this.life = life;
        this.answers = answers;
        this.signals = signals;
        this.report = report;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String path = path(request.uri());
        if (path.equals("/livez")) {
            return response.status(200).sendString(Mono.just("ok"));
        }
        if (path.equals("/readyz")) {
            boolean ready = life.state() == ReplicaState.READY;
            if (!ready) {
                Answers.retryLater(response);
            }
            return response.status(ready ? 200 : 503)
                    .sendString(Mono.just(ready ? "ok" : "not ready"));
        }
        if (path.equals(Signals.PATH) || path.equals(Signals.LOAD_PATH)) {
            return signals.apply(request, response);
        }
        RequestHead head =
                new RequestHead(
                        request.method().name(),
                        path,
                        contentLength(request),
                        name -> request.requestHeaders().get(name));
        try {
            return switch (door.open(head)) {
                case Opening.Answered(var reply) -> answers.reply(response, head, reply);
                case Opening.Refused(var refusal, var load) -> {
                    report.refused(head, refusal, Span.NONE);
                    if (load != null) {
                        response.header(Headers.LOAD_REPORT, load);
                    }
                    yield refuse(request, response, head, refusal);
                }
                case Opening.Later(var outcome) -> later(response, head, outcome);
                case Opening.Admitted(var exchange) -> admitted(request, response, head, exchange);
            };
        } catch (RuntimeException bug) {
            report.broken(head, () -> LOG.error("a request could not be opened", bug));
            Refusal refusal = new Refusal(ErrorCode.INTERNAL, "the request could not be handled");
            return answers.refuse(response, head, refusal, true);
        }
    }

    /** Refuses before a byte of the body is read. */
    private Publisher<Void> refuse(
            HttpServerRequest request,
            HttpServerResponse response,
            RequestHead head,
            Refusal refusal) {
        boolean chunked = request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (head.contentLength() <= 0 && !chunked) {
            return answers.refuse(response, head, refusal, false);
        }
        if (request.requestHeaders().contains(HttpHeaderNames.EXPECT)) {
            // The body waits for a word that it will not get.
            return answers.refuse(response, head, refusal, true);
        }
        if (!chunked && head.contentLength() <= LITTLE_BYTES && !answers.mustClose(refusal)) {
            return answers.refuse(response, head, refusal, false);
        }
        Sinks.Empty<Void> end = Sinks.empty();
        var _ = request.receive().subscribe(_ -> {}, _ -> end.tryEmitEmpty(), end::tryEmitEmpty);
        return answers.refuseWhileSending(response, head, refusal, bounded(end.asMono()));
    }

    /** A client that leaves cancels it. */
    private Publisher<Void> later(
            HttpServerResponse response, RequestHead head, CompletableFuture<Outcome> outcome) {
        return Mono.fromFuture(outcome)
                .flatMap(what ->
                        Mono.from(
                                switch (what) {
                                    case Outcome.Done(var reply) -> {
                                        report.answered(head, Span.NONE);
                                        yield answers.reply(response, head, reply);
                                    }
                                    case Outcome.Refused(var refusal) -> {
                                        report.refused(head, refusal, Span.NONE);
                                        yield answers.refuse(response, head, refusal, false);
                                    }
                                }));
    }

    /** Until it is tied to its connection nobody else would end it. */
    private Publisher<Void> admitted(
            HttpServerRequest request,
            HttpServerResponse response,
            RequestHead head,
            Exchange exchange) {
        try {
            return serve(request, response, head, exchange);
        } catch (RuntimeException | Error bug) {
            exchange.refuse(new Refusal(ErrorCode.INTERNAL, "the request could not be handled"));
            exchange.end();
            throw bug;
        }
    }

    private Publisher<Void> serve(
            HttpServerRequest request,
            HttpServerResponse response,
            RequestHead head,
            Exchange exchange) {
        BodyReader body = new BodyReader(door, exchange, head.contentLength());
        Span span = report.begin(head);
        ExchangeTimes times = span.isOn() ? exchange.watched(span) : null;
        exchange.onBug(
                bug -> report.broken(head, () -> LOG.error("a request could not be handled", bug)));
        whenOver(
                request,
                () -> {
                    // That the connection went may be heard here before anywhere else.
                    exchange.clientLeft();
                    exchange.end();
                    if (times != null) {
                        times.tell();
                        span.end();
                    }
                });
        return Mono.<Outcome>create(sink -> begin(request, exchange, body, sink))
                .flatMap(outcome ->
                        Mono.from(
                                switch (outcome) {
                                    case Outcome.Done(var reply) -> {
                                        report.answered(head, span);
                                        yield answered(response, head, exchange, reply);
                                    }
                                    case Outcome.Refused(var refusal) -> {
                                        report.refused(head, refusal, span);
                                        yield refused(response, head, exchange, refusal, body);
                                    }
                                }));
    }

    /**
     * Runs once, when the last byte of the answer has been written or the connection is gone. The
     * publisher of an answer ends before that: as soon as the answer lies with its connection,
     * where it waits as long as its client does not read.
     */
    private static void whenOver(HttpServerRequest request, Runnable end) {
        request.withConnection(connection -> {
            var _ = connection.onTerminate().subscribe(_ -> {}, _ -> end.run(), end);
        });
    }

    private Publisher<Void> answered(
            HttpServerResponse response, RequestHead head, Exchange exchange, Reply reply) {
        response.header(Headers.LOAD_REPORT, door.loadReport(exchange));
        if (exchange.cutTexts() > 0) {
            response.header(Headers.TRUNCATED, Integer.toString(exchange.cutTexts()));
        }
        Answers.receipt(response, exchange.receipt());
        door.answered(exchange);
        return answers.reply(response, head, reply);
    }

    private Publisher<Void> refused(
            HttpServerResponse response,
            RequestHead head,
            Exchange exchange,
            Refusal refusal,
            BodyReader body) {
        response.header(Headers.LOAD_REPORT, door.loadReport(exchange));
        Answers.receipt(response, exchange.receipt());
        if (body.hasEnded()) {
            return answers.refuse(response, head, refusal, false);
        }
        // What is let go takes no place.
        exchange.end();
        return answers.refuseWhileSending(response, head, refusal, bounded(body.end()));
    }

    private static Mono<Void> bounded(Mono<Void> rest) {
        return rest.timeout(LET_GO, Mono.empty()).onErrorComplete();
    }

    private static void begin(
            HttpServerRequest request, Exchange exchange, BodyReader body, MonoSink<Outcome> sink) {
        request.withConnection(connection -> {
            DeadlineTimer timer = new DeadlineTimer(connection.channel().eventLoop(), exchange);
            sink.onDispose(timer::stop);
            timer.start();
        });
        sink.onCancel(exchange::clientLeft);
        var _ =
                exchange.outcome()
                        .whenComplete((outcome, left) -> {
                            if (left == null) {
                                sink.success(outcome);
                            } else {
                                sink.success();
                            }
                        });
        request.receive().subscribe(body);
    }

    private static long contentLength(HttpServerRequest request) {
        String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        // Netty has refused a length that is no number.
        return length == null ? -1 : Long.parseLong(length.strip());
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
