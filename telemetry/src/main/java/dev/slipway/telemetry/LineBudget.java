package dev.slipway.telemetry;

import java.util.function.LongSupplier;

/** Lines that may be written: so many a second, and as many at once. */
final class LineBudget {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final LongSupplier nanoTime;
    private double lines;
    private long filledNanos;
    private long leftOut;

    LineBudget(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.lines = perSecond;
        this.filledNanos = nanoTime.getAsLong();
    }

    /** How many lines were left out since the last one; -1 when this one is left out too. */
    synchronized long take() {
        long now = nanoTime.getAsLong();
        lines = Math.min(perSecond, lines + (now - filledNanos) / NANOS * perSecond);
        filledNanos = now;
        if (lines < 1) {
            leftOut++;
            return -1;
        }
        lines--;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
