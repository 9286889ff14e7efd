package dev.slipway.inference.batching;

import java.util.function.LongSupplier;

/**
 * How long work that comes now would wait for an engine:
 *
 * <pre>(waiting + (all threads busy ? 1 : 0)) × service ÷ threads</pre>
 *
 * <p>{@code waiting} are the works in the queue, {@code threads} the runs that go on at once, and
 * {@code service} is a moving average (the newest run counts one eighth) of a run's time divided by
 * the works that shared it, so that merging shortens the estimate as it shortens the wait. The 1
 * stands for the run that ends next. It is 0 while a thread is free and before anything ran.
 */
final class WaitEstimate {
    private static final double WEIGHT_OF_NEWEST = 0.125;

    private final int threads;
    private final LongSupplier nanoTime;
    private int running;
    private double serviceNanos;

    WaitEstimate(int threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** A run begins; its {@link #ended} takes what this returns. */
    synchronized long begun() {
        running++;
        return nanoTime.getAsLong();
    }

    /** Runs that go on. */
    synchronized int running() {
        return running;
    }

    /** The run of so many works is over; returns how long it took. */
    synchronized long ended(long begunNanos, int works) {
        running--;
        long nanos = nanoTime.getAsLong() - begunNanos;
        double perWork = (double) nanos / works;
        serviceNanos =
                serviceNanos == 0
                        ? perWork
                        : serviceNanos + WEIGHT_OF_NEWEST * (perWork - serviceNanos);
        return nanos;
    }

    synchronized long nanos(int waiting) {
        int ahead = waiting + (running >= threads ? 1 : 0);
        return (long) (ahead * serviceNanos / threads);
    }
}
