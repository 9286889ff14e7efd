package dev.slipway.inference.dialect.oip;

import java.util.List;

/**
 * What a replica counted of a version since it loaded it, for Triton's extension for statistics.
 *
 * @param lastRunMillis when the last run ended, in milliseconds since 1970; 0 where none has
 * @param rows that ran or were answered without a run of their own
 * @param runs of the engine
 * @param works that ran: a request, or each of its texts
 * @param queueNanos that works waited
 * @param inputNanos that putting the inputs of shared runs together took
 * @param computeNanos that runs took, each counted once
 * @param outputNanos that taking the outputs of shared runs apart took
 * @param answered requests that were answered
 * @param failed requests that were refused after they had a place, or whose client left
 * @param answeredNanos that the answered ones took
 * @param failedNanos that the others took
 * @param hits works whose answer was kept, or awaited from an equal one
 * @param hitNanos that looking those up took
 * @param misses works that were looked up and had to run
 * @param missNanos that looking those up took
 * @param batches runs by how many rows they had, the smallest first
 */
public record VersionStatistics(
        long lastRunMillis,
        long rows,
        long runs,
        long works,
        long queueNanos,
        long inputNanos,
        long computeNanos,
        long outputNanos,
        long answered,
        long failed,
        long answeredNanos,
        long failedNanos,
        long hits,
        long hitNanos,
        long misses,
        long missNanos,
        List<Batch> batches) {

    /** Runs of one size; times as those of all runs. */
    public record Batch(
            int rows, long runs, long inputNanos, long computeNanos, long outputNanos) {}
}
