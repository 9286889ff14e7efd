package dev.slipway.inference.dialect.oip;

/**
 * What a replica counted of a version since it loaded it, for Triton's extension for statistics.
 *
 * @param rows that ran or were answered without a run of their own
 * @param runs of the engine
 * @param works that ran: a request, or each of its texts
 * @param queueNanos that works waited
 * @param computeNanos that runs took, each counted once
 * @param answered requests that were answered
 * @param failed requests that were refused after they had a place, or whose client left
 * @param answeredNanos that the answered ones took
 * @param failedNanos that the others took
 * @param hits works whose answer was kept, or awaited from an equal one
 * @param hitNanos that looking those up took
 * @param misses works that were looked up and had to run
 * @param missNanos that looking those up took
 */
public record VersionStatistics(
        long rows,
        long runs,
        long works,
        long queueNanos,
        long computeNanos,
        long answered,
        long failed,
        long answeredNanos,
        long failedNanos,
        long hits,
        long hitNanos,
        long misses,
        long missNanos) {}
