package dev.slipway.inference.serving;

import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.batching.RunObserver;
import dev.slipway.inference.cache.Lookup;
import java.util.concurrent.TimeUnit;
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
    private @Nullable Lookup lookup;

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

    /** Of several works, or of one that is told twice, what cost most is kept. */
    synchronized void looked(Lookup result) {
        Lookup before = lookup;
        if (before == null || before.compareTo(result) < 0) {
            lookup = result;
        }
    }

    /** From submission until its first run, whole microseconds; of several works the longest. */
    public synchronized long queueMicros() {
        return TimeUnit.NANOSECONDS.toMicros(queueNanos);
    }

    /**
     * What its runs took, whole microseconds; those that it shared with others wholly, and those
     * that are not over not at all.
     */
    public synchronized long computeMicros() {
        return TimeUnit.NANOSECONDS.toMicros(computeNanos);
    }

    /** Rows of its largest run, those of others included. */
    public synchronized int batchRows() {
        return batchRows;
    }

    /** Why its last run was not larger; null where it has not reached the engine. */
    public synchronized @Nullable ReleaseReason release() {
        return release;
    }

    /** Whether its answer was known already; null where nothing is kept. */
    public synchronized @Nullable Lookup lookup() {
        return lookup;
    }
}
