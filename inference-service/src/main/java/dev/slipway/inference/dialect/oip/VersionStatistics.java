package dev.slipway.inference.dialect.oip;

/**
 * What a replica counted of a version since it loaded it, for Triton's extension for statistics.
 *
 * @param rows that ran
 * @param runs of the engine
 * @param works that ran: a request, or each of its texts
 * @param queueNanos that works waited
 * @param computeNanos that runs took, each counted once
 * @param answered requests that were answered
 * @param failed requests that were refused after they had a place, or whose client left
 * @param answeredNanos that the answered ones took
 * @param failedNanos that the others took
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
        long failedNanos) {}
