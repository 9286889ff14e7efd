package dev.slipway.inference.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A point in monotonic time, with the clock that tells how far away it is. */
public final class Deadline {
    private final LongSupplier nanoTime;
    private final long fromNanos;
    private final long atNanos;

    private Deadline(LongSupplier nanoTime, long fromNanos, long atNanos) {
        this.nanoTime = nanoTime;
        this.fromNanos = fromNanos;
        this.atNanos = atNanos;
    }

    public static Deadline in(Duration left, LongSupplier nanoTime) {
        long now = nanoTime.getAsLong();
        return new Deadline(nanoTime, now, now + left.toNanos());
    }

    /** The earlier one of this and a time after the moment at which this was made. */
    public Deadline within(Duration sinceMade) {
        long other = fromNanos + sinceMade.toNanos();
        return other - atNanos < 0 ? new Deadline(nanoTime, fromNanos, other) : this;
    }

    /** On its clock's scale: to be compared by difference. */
    public long atNanos() {
        return atNanos;
    }

    public long nanosLeft() {
        return atNanos - nanoTime.getAsLong();
    }

    public boolean isOver() {
        return nanosLeft() <= 0;
    }
}
