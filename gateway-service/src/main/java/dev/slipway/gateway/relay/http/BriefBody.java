package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.relay.LoopThread;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the body of a question whose body is short; of a longer one its beginning. */
final class BriefBody {
    /** More is not read. */
    static final int MOST_BYTES = 4 << 10;

    private static final long PATIENCE_SECONDS = 60;

    private final DoorLimits limits;
    private final ByteBudget budget;
    private final LongSupplier nanoTime;

    public BriefBody(DoorLimits limits, ByteBudget budget, LongSupplier nanoTime) {
        this.limits = limits;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /** The receiver releases what was read; it is complete and empty where there is no body. */
    Mono<BodyPrefix.Read> read(Arrival arrival) {
        if (!arrival.hasBody()) {
            return BodyPrefix.read(Flux.empty(), 0);
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
                        arrival.startedNanos() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)));
    }

    static Reply tooLarge() {
        return Reply.refusal(Dialect.OIP, BodyTooLargeException.refusal(MOST_BYTES));
    }
}
