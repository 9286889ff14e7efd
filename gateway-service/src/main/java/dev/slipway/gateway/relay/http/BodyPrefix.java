package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.Timers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * Reads a body up to a limit. A shorter one is complete in one buffer; of a longer one the rest
 * stays where it is until somebody subscribes to it, and then flows at that one's pace. What is
 * kept of a request is charged to a budget as it arrives, and is waited for no longer than patience
 * lasts.
 */
final class BodyPrefix implements CoreSubscriber<ByteBuf>, Subscription {
    /**
     * What was read.
     *
     * @param bytes owned by the receiver
     * @param rest null when the body is complete; its buffers belong to their receiver
     * @param budget where the bytes are charged, if anywhere
     */
    record Read(ByteBuf bytes, @Nullable Flux<ByteBuf> rest, @Nullable ByteBudget budget) {
        boolean complete() {
            return rest == null;
        }

        /** Lets go of the bytes, and of what they were charged. */
        void release() {
            if (budget != null) {
                budget.giveBack(bytes.readableBytes());
            }
            bytes.release();
        }
    }

    /** How long each piece may be awaited, and when all must be there. On the source's thread. */
    record Patience(Timers timers, LongSupplier nanoTime, long idleNanos, long deadlineNanos) {}

    private final int limit;
    private final MonoSink<Read> result;
    private final @Nullable ByteBudget budget;
    private final @Nullable Patience patience;
    private final CompositeByteBuf kept = Unpooled.compositeBuffer(Integer.MAX_VALUE);
    private volatile @Nullable CoreSubscriber<? super ByteBuf> receiver;
    private volatile @Nullable Subscription source;
    private @Nullable Cancel timer;
    private long heardNanos;
    private boolean over;
    private boolean switched;
    private boolean sourceOver;
    private @Nullable Throwable sourceError;

    private BodyPrefix(
            int limit,
            @Nullable ByteBudget budget,
            @Nullable Patience patience,
            MonoSink<Read> result) {
        this.limit = limit;
        this.budget = budget;
        this.patience = patience;
        this.result = result;
    }

    /** The source's buffers are released by itself after each signal, as Reactor Netty does. */
    static Mono<Read> read(Flux<ByteBuf> source, int limit) {
        return read(source, limit, null, null);
    }

    /** The same within a budget; ends as {@link BodyRefusedException} when it or patience ends. */
    static Mono<Read> read(
            Flux<ByteBuf> source,
            int limit,
            @Nullable ByteBudget budget,
            @Nullable Patience patience) {
        return Mono.create(sink -> {
            BodyPrefix prefix = new BodyPrefix(limit, budget, patience, sink);
            sink.onCancel(prefix::abandon);
            prefix.heard();
            source.subscribe(prefix);
            prefix.watch();
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
        if (over) {
            return;
        }
        if (budget != null && !budget.take(buffer.readableBytes())) {
            refuse(BodyRefusedException.noRoom());
            return;
        }
        kept.addComponent(true, buffer.retain());
        heard();
        if (kept.readableBytes() > limit) {
            switched = true;
            handOn(new Read(kept, new Rest(), budget));
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
        } else if (!over) {
            drop();
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
        } else if (!over) {
            handOn(new Read(kept, null, budget));
        }
    }

    private void handOn(Read read) {
        over();
        result.success(read);
    }

    private void refuse(BodyRefusedException refusal) {
        drop();
        upstream().cancel();
        result.error(refusal);
    }

    private void drop() {
        over();
        if (budget != null) {
            budget.giveBack(kept.readableBytes());
        }
        kept.release();
    }

    private void over() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void heard() {
        if (patience != null) {
            heardNanos = patience.nanoTime().getAsLong();
        }
    }

    private void watch() {
        if (over || patience == null) {
            return;
        }
        long now = patience.nanoTime().getAsLong();
        long idle = heardNanos + patience.idleNanos() - now;
        long left = patience.deadlineNanos() - now;
        if (left <= 0) {
            refuse(BodyRefusedException.tooLate());
        } else if (idle <= 0) {
            refuse(BodyRefusedException.paused());
        } else {
            timer = patience.timers().after(Math.min(idle, left), this::watch);
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
        if (!over) {
            drop();
        }
    }

    private Subscription upstream() {
        Subscription subscription = source;
        return subscription == null ? Operators.emptySubscription() : subscription;
    }
}
