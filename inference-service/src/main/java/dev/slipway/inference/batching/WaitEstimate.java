package dev.slipway.inference.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long work that comes now would wait for an engine:
 *
 * <pre>(what is left of the runs that go on + cost ahead × merging) ÷ threads</pre>
 *
 * <p>{@code cost ahead} is the predicted time of works that are served earlier, each in a run of
 * its own, and {@code merging} the part of such times that runs lately took, since works share
 * them: a ratio of two moving averages (the newest run counts one sixteenth of each), so that a run
 * counts by what it did, and at most 1. What is left of a run is its predicted time less the time
 * since it began, and nothing once it took longer. The wait is 0 while nothing waits and a thread
 * is free.
 */
final class WaitEstimate {
    private static final double WEIGHT_OF_NEWEST = 1.0 / 16;
    private static final double LEAST_MERGING = 1.0 / 1024;

    private final int threads;
    private final LongSupplier nanoTime;
    private final List<Run> running = new ArrayList<>();
    private double timeNanos;
    private double soloNanos;
    private int beside;
    private long besideBegun;

    /** A run that goes on. */
    static final class Run {
        private final long begunNanos;
        private final double predictedNanos;
        private final boolean isBeside;
        private final long besideBefore;

        private Run(long begunNanos, double predictedNanos, boolean isBeside, long besideBefore) {
            this.begunNanos = begunNanos;
            this.predictedNanos = predictedNanos;
            this.isBeside = isBeside;
            this.besideBefore = besideBefore;
        }

        private double nanosLeft(long nowNanos) {
            return Math.max(0, predictedNanos - (nowNanos - begunNanos));
        }
    }

    WaitEstimate(int threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** A run begins that is predicted to take so long; {@link #ended} takes what this returns. */
    synchronized Run begun(double predictedNanos) {
        return begun(predictedNanos, false);
    }

    /** One begins beside what the threads run: they are as free as they were. */
    synchronized Run begunBeside(double predictedNanos) {
        beside++;
        besideBegun++;
        return begun(predictedNanos, true);
    }

    private Run begun(double predictedNanos, boolean isBeside) {
        Run run = new Run(nanoTime.getAsLong(), predictedNanos, isBeside, besideBegun);
        running.add(run);
        return run;
    }

    /** Whether another one began beside it since it began. */
    synchronized boolean isJoined(Run run) {
        return besideBegun > run.besideBefore;
    }

    /** Runs that go on. */
    synchronized int running() {
        return running.size();
    }

    /** The run is over; returns how long it took. */
    synchronized long ended(Run run) {
        running.remove(run);
        beside -= run.isBeside ? 1 : 0;
        return nanoTime.getAsLong() - run.begunNanos;
    }

    /**
     * A run gave its answer: teaches what merging saves.
     *
     * @param solo what its works were predicted to take one by one; 0 where nobody knew
     */
    synchronized void took(long nanos, double solo) {
        if (solo <= 0) {
            return;
        }
        double weight = soloNanos == 0 ? 1 : WEIGHT_OF_NEWEST;
        timeNanos += weight * (nanos - timeNanos);
        soloNanos += weight * (solo - soloNanos);
    }

    /** Whether work that comes now, where so many wait, is run at once. */
    synchronized boolean isIdle(int waiting) {
        return waiting == 0 && running.size() - beside < threads;
    }

    /**
     * The wait of work that comes now.
     *
     * @param waiting works in the queue
     * @param aheadNanos predicted time of those that are served earlier, one by one
     */
    synchronized double waitNanos(int waiting, long aheadNanos) {
        if (isIdle(waiting)) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        double left = 0;
        for (Run run : running) {
            left += run.nanosLeft(now);
        }
        return (left + aheadNanos * merging()) / threads;
    }

    /** How long a request runs once it is its turn: works share runs, and threads share works. */
    synchronized double runNanos(Demand demand) {
        return Math.max(demand.longestNanos(), demand.soloNanos() * merging() / threads);
    }

    private double merging() {
        return soloNanos == 0 ? 1 : Math.clamp(timeNanos / soloNanos, LEAST_MERGING, 1);
    }
}
