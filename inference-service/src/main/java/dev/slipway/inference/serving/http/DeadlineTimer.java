package dev.slipway.inference.serving.http;

import dev.slipway.inference.serving.Exchange;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends an exchange when its deadline comes, also when that becomes an earlier one. */
final class DeadlineTimer {
    private final EventExecutor loop;
    private final Exchange exchange;
    private @Nullable Future<?> pending;
    private boolean stopped;

    DeadlineTimer(EventExecutor loop, Exchange exchange) {
        this.loop = loop;
        this.exchange = exchange;
    }

    void start() {
        exchange.onDeadlineMoved(this::schedule);
        schedule();
    }

    private synchronized void schedule() {
        if (stopped) {
            return;
        }
        if (pending != null) {
            pending.cancel(false);
        }
        pending =
                loop.schedule(
                        exchange::expire, exchange.deadline().nanosLeft(), TimeUnit.NANOSECONDS);
    }

    synchronized void stop() {
        stopped = true;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
