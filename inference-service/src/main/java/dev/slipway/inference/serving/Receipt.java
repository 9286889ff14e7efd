package dev.slipway.inference.serving;

import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.batching.RunObserver;
import org.jspecify.annotations.Nullable;

/**
 * How one request was served. It may be several works, of which some share a run and others run at
 * the same time: it waited as long as the longest of them, took what its runs took, each once, had
 * the rows of its largest run, and the reason of the one that began last.
 */
public final class Receipt implements RunObserver {
    private long queueNanos;
    private long computeNanos;
    private int batchRows;
    private @Nullable ReleaseReason release;

    Receipt() {}

    @Override
    public synchronized void started(ReleaseReason why, int rows, long waitedNanos) {
        queueNanos = Math.max(queueNanos, waitedNanos);
        batchRows = Math.max(batchRows, rows);
        release = why;
    }

    @Override
    public synchronized void ran(long nanos) {
        computeNanos += nanos;
    }

    /** From its submission until its first run, in nanoseconds; of several works the longest. */
    public synchronized long queueNanos() {
        return queueNanos;
    }

    /**
     * What its runs took, in nanoseconds; those that it shared with others wholly, and those that
     * are not over not at all.
     */
    public synchronized long computeNanos() {
        return computeNanos;
    }

    /** Rows of its largest run, those of others included. */
    public synchronized int batchRows() {
        return batchRows;
    }

    /** Why its last run was not larger; null where it has not reached the engine. */
    public synchronized @Nullable ReleaseReason release() {
        return release;
    }
}
