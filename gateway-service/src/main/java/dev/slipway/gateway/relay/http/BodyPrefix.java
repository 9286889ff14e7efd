package dev.slipway.gateway.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * Reads a body up to a limit. A shorter one is complete in one buffer; of a longer one the rest
 * stays where it is until somebody subscribes to it, and then flows at that one's pace.
 */
final class BodyPrefix implements CoreSubscriber<ByteBuf>, Subscription {
    /**
     * What was read.
     *
     * @param bytes owned by the receiver
     * @param rest null when the body is complete; its buffers belong to their receiver
     */
    record Read(ByteBuf bytes, @Nullable Flux<ByteBuf> rest) {
        boolean complete() {
            return rest == null;
        }
    }

    private final int limit;
    private final MonoSink<Read> result;
    private final CompositeByteBuf kept = Unpooled.compositeBuffer(Integer.MAX_VALUE);
    private volatile @Nullable CoreSubscriber<? super ByteBuf> receiver;
    private volatile @Nullable Subscription source;
    private boolean switched;
    private boolean sourceOver;
    private @Nullable Throwable sourceError;

    private BodyPrefix(int limit, MonoSink<Read> result) {
        this.limit = limit;
        this.result = result;
    }

    /** The source's buffers are released by itself after each signal, as Reactor Netty does. */
    static Mono<Read> read(Flux<ByteBuf> source, int limit) {
        return Mono.create(sink -> {
            BodyPrefix prefix = new BodyPrefix(limit, sink);
            sink.onCancel(prefix::abandon);
            source.subscribe(prefix);
        });
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(ByteBuf buffer) {
        CoreSubscriber<? super ByteBuf> to = receiver;
        if (to != null) {
            to.onNext(buffer.retain());
            return;
        }
        kept.addComponent(true, buffer.retain());
        if (kept.readableBytes() > limit) {
            switched = true;
            result.success(new Read(kept, new Rest()));
        } else {
            upstream().request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        CoreSubscriber<? super ByteBuf> to = receiver;
        if (to != null) {
            to.onError(error);
        } else if (switched) {
            sourceOver = true;
            sourceError = error;
        } else {
            kept.release();
            result.error(error);
        }
    }

    @Override
    public void onComplete() {
        CoreSubscriber<? super ByteBuf> to = receiver;
        if (to != null) {
            to.onComplete();
        } else if (switched) {
            sourceOver = true;
        } else {
            result.success(new Read(kept, null));
        }
    }

    /** What was not read, for one subscriber. */
    private final class Rest extends Flux<ByteBuf> {
        @Override
        public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
            handOver(subscriber);
        }
    }

    private void handOver(CoreSubscriber<? super ByteBuf> subscriber) {
        if (sourceOver) {
            Throwable error = sourceError;
            if (error == null) {
                Operators.complete(subscriber);
            } else {
                Operators.error(subscriber, error);
            }
            return;
        }
        receiver = subscriber;
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        upstream().request(n);
    }

    @Override
    public void cancel() {
        upstream().cancel();
    }

    private void abandon() {
        Subscription subscription = source;
        if (subscription != null) {
            subscription.cancel();
        }
        if (!switched && kept.refCnt() > 0) {
            kept.release();
        }
    }

    private Subscription upstream() {
        Subscription subscription = source;
        return subscription == null ? Operators.emptySubscription() : subscription;
    }
}
