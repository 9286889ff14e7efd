package dev.slipway.inference.serving;

import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.memory.RecentMemory;

/**
 * ORCA's load report in its text form, which the gateway reads from the answer's head. Of this
 * replica, all versions together: {@code in_flight} are the requests that it has admitted and not
 * answered, {@code queued} the works that wait for an engine, {@code rows_per_second} as {@link
 * RunCounters#rowsPerSecond} has it, {@code memory_free_bytes} what may still be taken outside the
 * heap, left out where nobody knows. Of the version that answers: {@code predicted_wait_ms} is how
 * long a new request for it would wait, as {@link
 * dev.slipway.inference.batching.VersionQueue#predictedWaitNanos} estimates it; left out where that
 * is not in memory, for whoever reads it takes it for the wait of all versions here.
 */
public final class LoadReport {
    /** No prediction: the version that answers is not in memory. */
    static final long NO_WAIT_KNOWN = -1;

    private static final long NANOS_OF_A_TENTH = 100_000;

    private final RunCounters runs;
    private final RecentMemory memory;

    public LoadReport(RunCounters runs, RecentMemory memory) {
        this.runs = runs;
        this.memory = memory;
    }

    String text(int inFlight, long predictedWaitNanos) {
        return text(
                inFlight,
                runs.queued(),
                runs.rowsPerSecond(),
                memory.freeBytes(),
                predictedWaitNanos);
    }

    /** Three strings and nothing else are made: this runs once for each answer. */
    static String text(
            int inFlight,
            long queued,
            double rowsPerSecond,
            long memoryFreeBytes,
            long predictedWaitNanos) {
        String memory =
                memoryFreeBytes == RecentMemory.UNKNOWN
                        ? ""
                        : ",named_metrics.memory_free_bytes=" + memoryFreeBytes;
        long rate = (long) (rowsPerSecond * 10);
        long tenths = predictedWaitNanos / NANOS_OF_A_TENTH;
        String wait =
                predictedWaitNanos == NO_WAIT_KNOWN
                        ? ""
                        : ",named_metrics.predicted_wait_ms=" + tenths / 10 + '.' + tenths % 10;
        return "TEXT named_metrics.in_flight="
                + inFlight
                + ",named_metrics.queued="
                + queued
                + ",named_metrics.rows_per_second="
                + rate / 10
                + '.'
                + rate % 10
                + memory
                + wait;
    }
}
