package dev.slipway.inference.batching;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many a second lately: what came counts less with each second since, {@code e} times less
 * after ten. It falls by itself, since that is worked out when somebody looks. In the first ten
 * seconds it is below the true rate: nothing before them is counted.
 */
final class MovingRate {
    private static final long WINDOW_SECONDS = 10;
    private static final double WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

    private final LongSupplier nanoTime;
    private double perSecond;
    private long changedNanos;

    MovingRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.changedNanos = nanoTime.getAsLong();
    }

    /** So many came now. */
    synchronized void add(long more) {
        long now = nanoTime.getAsLong();
        perSecond = at(now) + (double) more / WINDOW_SECONDS;
        changedNanos = now;
    }

    /** The rate now. */
    synchronized double perSecond() {
        return at(nanoTime.getAsLong());
    }

    private double at(long now) {
        return perSecond * Math.exp((changedNanos - now) / WINDOW_NANOS);
    }
}
