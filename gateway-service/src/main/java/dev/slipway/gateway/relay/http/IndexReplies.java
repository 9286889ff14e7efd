package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.IndexQuestion;
import dev.slipway.gateway.dialect.OwnAnswers;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.routing.RepositoryIndex;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Replies that list what the key may ask; the question has a body, which is short. */
final class IndexReplies {
    private static final int MOST_BYTES = 4 << 10;
    private static final long PATIENCE_SECONDS = 60;

    private final Supplier<RoutingTable> routing;
    private final DoorLimits limits;
    private final ByteBudget budget;
    private final LongSupplier nanoTime;

    public IndexReplies(
            Supplier<RoutingTable> routing,
            DoorLimits limits,
            ByteBudget budget,
            LongSupplier nanoTime) {
        this.routing = routing;
        this.limits = limits;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    Mono<Reply> reply(Arrival arrival, Caller caller) {
        if (!arrival.hasBody()) {
            return Mono.just(reply(new byte[0], caller));
        }
        if (arrival.contentLength() > MOST_BYTES) {
            return Mono.just(tooLarge());
        }
        EventLoop loop = arrival.loop();
        return BodyPrefix.read(
                        arrival.body(),
                        MOST_BYTES,
                        budget,
                        new BodyPrefix.Patience(
                                new LoopThread(loop, loop::inEventLoop),
                                nanoTime,
                                limits.bodyIdle().toNanos(),
                                arrival.startedNanos()
                                        + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)))
                .map(read -> reply(read, caller));
    }

    private Reply reply(BodyPrefix.Read read, Caller caller) {
        try {
            return read.complete() ? reply(ByteBufUtil.getBytes(read.bytes()), caller) : tooLarge();
        } finally {
            read.release();
        }
    }

    private Reply reply(byte[] body, Caller caller) {
        return switch (IndexQuestion.read(body)) {
            case IndexQuestion.Wrong(Refusal refusal) -> Reply.refusal(Dialect.OIP, refusal);
            case IndexQuestion.Asked(boolean readyOnly) ->
                    Reply.json(
                            200,
                            "application/json",
                            OwnAnswers.repositoryIndex(
                                    RepositoryIndex.of(routing.get(), caller, readyOnly)));
        };
    }

    private static Reply tooLarge() {
        return Reply.refusal(Dialect.OIP, BodyTooLargeException.refusal(MOST_BYTES));
    }
}
