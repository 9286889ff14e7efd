package dev.slipway.inference.serving.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.Exchange;
import dev.slipway.inference.serving.Opening;
import dev.slipway.inference.serving.Outcome;
import dev.slipway.inference.serving.RequestHead;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request on its event loop: head, body, outcome, answer. */
final class RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    /**
     * A body up to this is read and let go after a refusal. Closing at once would reset the
     * connection under a client that is still sending, which then never reads why.
     */
    private static final long LET_GO_BYTES = 2 << 20;

    private static final long LET_GO_SECONDS = 5;

    private static final AttributeKey<AtomicLong> REQUESTS =
            AttributeKey.valueOf(RequestHandler.class, "requests");

    private final Door door;
    private final ReplicaLife life;
    private final Answers answers;

    RequestHandler(Door door, ReplicaLife life, Answers answers) {
        this.door = door;
        this.life = life;
        this.answers = answers;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String path = path(request.uri());
        if (path.equals("/livez")) {
            return response.status(200).sendString(Mono.just("ok"));
        }
        if (path.equals("/readyz")) {
            boolean ready = life.state() == ReplicaState.READY;
            return response.status(ready ? 200 : 503)
                    .sendString(Mono.just(ready ? "ok" : "not ready"));
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
                case Opening.Refused(var refusal) ->
                        answers.refuse(response, head, refusal, mustClose(request, head));
                case Opening.Admitted(var exchange) -> serve(request, response, head, exchange);
            };
        } catch (RuntimeException bug) {
            LOG.error("a request could not be opened", bug);
            Refusal refusal = new Refusal(ErrorCode.INTERNAL, "the request could not be handled");
            return answers.refuse(response, head, refusal, true);
        }
    }

    private Publisher<Void> serve(
            HttpServerRequest request,
            HttpServerResponse response,
            RequestHead head,
            Exchange exchange) {
        AtomicBoolean unread = new AtomicBoolean();
        return Mono.<Outcome>create(sink -> begin(request, head, exchange, sink, unread))
                .flatMap(outcome ->
                        Mono.from(
                                switch (outcome) {
                                    case Outcome.Done(var reply) ->
                                            answers.reply(response, head, reply);
                                    case Outcome.Refused(var refusal) ->
                                            answers.refuse(response, head, refusal, unread.get());
                                }))
                .doFinally(_ -> exchange.end());
    }

    private void begin(
            HttpServerRequest request,
            RequestHead head,
            Exchange exchange,
            MonoSink<Outcome> sink,
            AtomicBoolean unread) {
        Channel[] channel = new Channel[1];
        request.withConnection(connection -> channel[0] = connection.channel());
        requests(channel[0]).incrementAndGet();
        Future<?> timer =
                channel[0]
                        .eventLoop()
                        .schedule(
                                () -> {
                                    unread.compareAndSet(false, exchange.isReading());
                                    exchange.expire();
                                },
                                exchange.deadline().nanosLeft(),
                                TimeUnit.NANOSECONDS);
        sink.onDispose(() -> timer.cancel(false));
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
        BodyReader body =
                new BodyReader(
                        door, exchange, head.contentLength(), () -> closeUnlessUsed(channel[0]));
        request.receive().subscribe(body);
    }

    /** Bounds how long the rest of a refused body is let go: another request shows that it came. */
    private static void closeUnlessUsed(Channel channel) {
        long now = requests(channel).get();
        var _ =
                channel.eventLoop()
                        .schedule(
                                () -> {
                                    if (requests(channel).get() == now) {
                                        var _ = channel.close();
                                    }
                                },
                                LET_GO_SECONDS,
                                TimeUnit.SECONDS);
    }

    private static AtomicLong requests(Channel channel) {
        Attribute<AtomicLong> attribute = channel.attr(REQUESTS);
        attribute.setIfAbsent(new AtomicLong());
        return attribute.get();
    }

    private static boolean mustClose(HttpServerRequest request, RequestHead head) {
        if (request.requestHeaders().contains(HttpHeaderNames.EXPECT)) {
            return true;
        }
        return head.contentLength() > LET_GO_BYTES;
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
