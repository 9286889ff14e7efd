package dev.slipway.gateway.relay.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Watches for the head of an answer while a long body is sent. A body waits for {@code 100
 * Continue}, but not longer than a second. A final answer that comes before the body's end wins:
 * the rest of the body is not sent, no end of it is written, and so the connection is not kept. A
 * write that fails is no end either while the answer may still be read: a replica that answers and
 * closes breaks the writes before its answer was seen here.
 */
final class AnswerHead extends ChannelInboundHandlerAdapter {
    private static final Duration CONTINUE_WAIT = Duration.ofSeconds(1);
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(1);

    private final Sinks.Empty<Void> goOn = Sinks.empty();
    private final Sinks.Empty<Void> answered = Sinks.empty();
    private @Nullable ChannelHandlerContext context;
    private volatile boolean hasAnswer;
    private volatile boolean allSent;

    /** When the body may be sent. */
    Mono<Void> allowed() {
        return goOn.asMono().timeout(CONTINUE_WAIT, Mono.empty());
    }

    /** The same until an answer comes; then it is stopped, and does not end by itself. */
    Mono<Void> sending(Mono<Void> body) {
        return body.doOnSuccess(_ -> allSent = true)
                .onErrorResume(AnswerHead::isBrokenWrite, _ -> awaitAnswer())
                .takeUntilOther(answered.asMono())
                .then(Mono.defer(() -> allSent ? Mono.empty() : Mono.never()));
    }

    /** All other errors of sending are the connection's. */
    private static boolean isBrokenWrite(Throwable error) {
        return !(error instanceof ClientBodyException || error instanceof BodyTooLargeException);
    }

    /** What arrived before the connection broke is read to its end, and that closes it. */
    private Mono<Void> awaitAnswer() {
        ChannelHandlerContext here = context;
        if (here == null) {
            return Mono.error(new IllegalStateException("a write before the connection was there"));
        }
        var _ =
                here.channel()
                        .eventLoop()
                        .schedule(
                                () -> closeUnanswered(here),
                                ANSWER_WAIT.toMillis(),
                                TimeUnit.MILLISECONDS);
        return Mono.never();
    }

    private void closeUnanswered(ChannelHandlerContext here) {
        if (!hasAnswer) {
            var _ = here.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        added.channel().config().setAutoClose(false);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        removed.channel().config().setAutoClose(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext here, @Nullable Object message) {
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            if (status == 100) {
                goOn.tryEmitEmpty();
            } else if (status >= 200) {
                hasAnswer = true;
                answered.tryEmitEmpty();
            }
        }
        here.fireChannelRead(message);
    }
}
