package dev.slipway.gateway.relay;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The time that one request has, and who is told when it is over. */
final class TimeLeft {
    private final long deadlineNanos;
    private final LongSupplier nanoTime;
    private @Nullable Cancel timer;

    TimeLeft(long deadlineNanos, LongSupplier nanoTime) {
        this.deadlineNanos = deadlineNanos;
        this.nanoTime = nanoTime;
    }

    void start(Timers timers, Runnable whenOver) {
        timer = timers.after(Math.max(0, nanos()), whenOver);
    }

    long nanos() {
        return deadlineNanos - nanoTime.getAsLong();
    }

    /** Nobody is told any more. */
    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
