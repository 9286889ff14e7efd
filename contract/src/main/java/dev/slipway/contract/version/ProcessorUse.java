package dev.slipway.contract.version;

import org.jspecify.annotations.Nullable;

/**
 * How a package wants its version to use the processors of a replica, in place of the replica's own
 * settings. A replica gives it no more than it has processors.
 *
 * @param intraOpThreads threads that share one run, at least 1; null for the replica's
 * @param parallelRuns runs at the same time, at least 1; null for the replica's
 */
public record ProcessorUse(@Nullable Integer intraOpThreads, @Nullable Integer parallelRuns) {}
