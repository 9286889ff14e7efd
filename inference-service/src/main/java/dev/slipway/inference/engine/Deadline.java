package dev.slipway.inference.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A point in monotonic time, with the clock that tells how far away it is. */
public final class Deadline {
    private final LongSupplier nanoTime;
    private final long atNanos;

    private Deadline(LongSupplier nanoTime, long atNanos) {
        this.nanoTime = nanoTime;
        this.atNanos = atNanos;
    }

    public static Deadline in(Duration left, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + left.toNanos());
    }

    public long nanosLeft() {
        return atNanos - nanoTime.getAsLong();
    }

    public boolean isOver() {
        return nanosLeft() <= 0;
    }
}
