package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.Answer;
import dev.slipway.gateway.relay.AttemptEnd;
import dev.slipway.gateway.relay.AttemptObserver;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.routing.LoadReport;
import dev.slipway.telemetry.Span;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** One call of one replica, from its answer's head to its last byte. */
final class ReplicaCall implements Cancel {
    private final AttemptObserver observer;
    private final Executor thread;
    private final int heldAnswerBytes;
    private final int version;
    private final Span span;
    private final Consumer<Reply> client;
    private final Sinks.Empty<Void> streamed = Sinks.empty();
    private @Nullable Disposable subscription;
    private volatile boolean cancelled;
    private volatile boolean ended;

    ReplicaCall(
            AttemptObserver observer,
            Executor thread,
            int heldAnswerBytes,
            int version,
            Span span,
            Consumer<Reply> client) {
        this.observer = observer;
        this.thread = thread;
        this.heldAnswerBytes = heldAnswerBytes;
        this.version = version;
        this.span = span;
        this.client = client;
    }

    Span span() {
        return span;
    }

    void start(Flux<Void> call) {
        subscription = call.subscribe(_ -> {}, this::failed, this::nothingCame);
        if (cancelled) {
            subscription.dispose();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        traced("cancelled", 0);
        if (subscription != null) {
            subscription.dispose();
        }
    }

    void bodySent() {
        onThread(observer::bodySent);
    }

    Publisher<Void> received(HttpClientResponse response, ByteBufFlux bytes) {
        String type = response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        boolean events = type != null && type.startsWith("text/event-stream");
        return BodyPrefix.read(bytes, events ? 0 : heldAnswerBytes)
                .flatMap(read -> answered(response, read));
    }

    private Mono<Void> answered(HttpClientResponse response, BodyPrefix.Read read) {
        NettyAnswer answer = new NettyAnswer(response, read);
        ended = true;
        if (cancelled) {
            answer.discard();
            return Mono.empty();
        }
        AttemptEnd end = kind(response, answer);
        traced(end.word(), answer.status());
        if (end instanceof AttemptEnd.Draining || end instanceof AttemptEnd.Misdirected) {
            answer.discard();
        }
        LoadReport load = LoadReport.read(response.responseHeaders().get(Headers.LOAD_REPORT));
        onThread(() -> {
            if (load != null) {
                observer.loadReported(load);
            }
            observer.ended(end);
        });
        return read.complete() ? Mono.empty() : streamed.asMono();
    }

    private static AttemptEnd kind(HttpClientResponse response, NettyAnswer answer) {
        int status = response.status().code();
        String code = response.responseHeaders().get(Headers.ERROR);
        if (status == 421 || status == 401) {
            return new AttemptEnd.Misdirected();
        }
        if (status == 503 && ErrorCode.DRAINING.wireName().equals(code)) {
            return new AttemptEnd.Draining();
        }
        if (status == 503 && ErrorCode.NOT_READY.wireName().equals(code)) {
            return new AttemptEnd.NotReady(answer);
        }
        if (status == 429) {
            return ErrorCode.PREDICTED_LATE.wireName().equals(code)
                    ? new AttemptEnd.PredictedLate(answer)
                    : new AttemptEnd.QueueFull(answer);
        }
        return status >= 500 && status != 504 && !isUnreachable(status, code)
                ? new AttemptEnd.ServerError(answer)
                : new AttemptEnd.Answered(answer);
    }

    /** No replica could answer it in its time: what is refused is the request. */
    private static boolean isUnreachable(int status, @Nullable String code) {
        return status == 503 && ErrorCode.DEADLINE_UNREACHABLE.wireName().equals(code);
    }

    private void failed(Throwable error) {
        if (cancelled || ended) {
            return;
        }
        ended = true;
        AttemptEnd end = kind(error);
        traced(end.word(), 0);
        onThread(() -> observer.ended(end));
    }

    private static AttemptEnd kind(Throwable error) {
        return switch (error) {
            case BodyTooLargeException tooLarge -> new AttemptEnd.BodyFailed(tooLarge.refusal());
            case ClientBodyException _ ->
                    new AttemptEnd.BodyFailed(
                            Refusal.of(
                                    ErrorCode.INVALID_REQUEST,
                                    "The request's body broke off. Send it again."));
            case ConnectException _, UnknownHostException _, PoolAcquireTimeoutException _ ->
                    new AttemptEnd.ConnectRefused();
            case SocketException socket when isUnconnected(socket) ->
                    new AttemptEnd.ConnectRefused();
            default -> new AttemptEnd.Broken();
        };
    }

    private static boolean isUnconnected(SocketException error) {
        return error instanceof java.net.NoRouteToHostException;
    }

    private void nothingCame() {
        if (!cancelled && !ended) {
            failed(new SocketException("the connection ended without an answer"));
        }
    }

    private void traced(String word, int status) {
        if (!span.isOn()) {
            return;
        }
        span.set("slipway.attempt.end", word);
        if (status > 0) {
            span.set("http.response.status_code", status);
        }
        if (!word.equals("answered") && !word.equals("cancelled")) {
            span.fail(word);
        }
        span.end();
    }

    private void onThread(Runnable task) {
        thread.execute(task);
    }

    private final class NettyAnswer implements Answer {
        private final HttpClientResponse response;
        private final BodyPrefix.Read read;
        private boolean spent;

        NettyAnswer(HttpClientResponse response, BodyPrefix.Read read) {
            this.response = response;
            this.read = read;
        }

        @Override
        public int status() {
            return response.status().code();
        }

        @Override
        public boolean complete() {
            return read.complete();
        }

        @Override
        public void deliver() {
            if (spent) {
                return;
            }
            spent = true;
            Flux<ByteBuf> rest = read.rest();
            String code = response.responseHeaders().get(Headers.ERROR);
            client.accept(
                    new Reply(
                            status(),
                            RelayHeaders.toClient(response.responseHeaders(), version),
                            read.bytes(),
                            rest == null ? null : rest.doFinally(_ -> over()),
                            code == null ? status() < 400 ? "" : "status_" + status() : code,
                            status() == 429 || isUnreachable(status(), code),
                            Integer.toString(version)));
        }

        @Override
        public void discard() {
            if (spent) {
                return;
            }
            spent = true;
            read.release();
            Flux<ByteBuf> rest = read.rest();
            if (rest != null) {
                rest.subscribe().dispose();
                over();
            }
        }

        private void over() {
            streamed.tryEmitEmpty();
            onThread(observer::streamOver);
        }
    }
}
