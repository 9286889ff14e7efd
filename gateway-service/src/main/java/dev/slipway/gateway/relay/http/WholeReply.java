package dev.slipway.gateway.relay.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.relay.WholeReplicas.Receiver;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Collects a reply to its last byte. What comes after the beginning that every answer may have is
 * charged to a budget; an answer that finds no room there is refused.
 */
final class WholeReply {
    private final ByteBudget longAnswers;
    private final Executor thread;
    private final Receiver receiver;
    private @Nullable Rest coming;

    WholeReply(ByteBudget longAnswers, Executor thread, Receiver receiver) {
        this.longAnswers = longAnswers;
        this.thread = thread;
        this.receiver = receiver;
    }

    /** On the request's thread. */
    void collect(Reply reply) {
        Flux<ByteBuf> rest = reply.rest();
        if (rest == null) {
            receiver.answered(answer(reply, reply.whole()));
            reply.whole().release();
            return;
        }
        Rest all = new Rest(reply);
        coming = all;
        rest.subscribe(all);
    }

    /** On the request's thread. */
    void cancel() {
        if (coming != null) {
            coming.dispose();
        }
    }

    private static WholeAnswer answer(Reply reply, ByteBuf body) {
        return new WholeAnswer(
                reply.status(),
                reply.reason(),
                reply.atBound(),
                reply.version(),
                reply.headers().get(HttpHeaderNames.RETRY_AFTER),
                RelayHeaders.receipt(reply.headers()),
                ByteBufUtil.getBytes(body));
    }

    private static Refusal noRoom() {
        return Refusal.atBound(
                ErrorCode.HOLD_FULL,
                "The gateway keeps as many bytes of long answers as it may. Ask again later, or"
                        + " ask for less at once.");
    }

    private static Refusal brokeOff() {
        return Refusal.of(
                ErrorCode.REPLICAS_LOST,
                "The replica was lost in the middle of its long answer. Ask again.");
    }

    /** What comes after the beginning; its signals are in turn, whatever thread they come on. */
    private final class Rest extends BaseSubscriber<ByteBuf> {
        private final Reply reply;
        private final CompositeByteBuf body = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        private long charged;
        private boolean released;

        Rest(Reply reply) {
            this.reply = reply;
            body.addComponent(true, reply.whole());
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        protected void hookOnNext(ByteBuf piece) {
            if (add(piece)) {
                return;
            }
            piece.release();
            cancel();
            fail(noRoom());
        }

        private synchronized boolean add(ByteBuf piece) {
            if (released || !longAnswers.take(piece.readableBytes())) {
                return false;
            }
            charged += piece.readableBytes();
            body.addComponent(true, piece);
            return true;
        }

        @Override
        protected void hookOnComplete() {
            thread.execute(() -> {
                WholeAnswer whole = wholeUnlessReleased();
                if (whole != null) {
                    receiver.answered(whole);
                }
            });
        }

        private synchronized @Nullable WholeAnswer wholeUnlessReleased() {
            if (released) {
                return null;
            }
            WholeAnswer whole = answer(reply, body);
            release();
            return whole;
        }

        @Override
        protected void hookOnError(Throwable error) {
            fail(brokeOff());
        }

        @Override
        protected void hookOnCancel() {
            release();
        }

        private void fail(Refusal refusal) {
            release();
            thread.execute(() -> receiver.brokeOff(refusal));
        }

        private synchronized void release() {
            if (!released) {
                released = true;
                longAnswers.giveBack(charged);
                body.release();
            }
        }
    }
}
