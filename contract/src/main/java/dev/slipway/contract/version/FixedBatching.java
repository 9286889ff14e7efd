package dev.slipway.contract.version;

import java.util.List;

/**
 * Batch settings that a package fixes, in the terms of Triton's dynamic batcher. Where a version
 * has them, they decide which requests share a run, and not what its runs are known to cost.
 *
 * @param maxQueueDelayMicroseconds how long a request may be held for others to join it, 0 to
 *     1,000,000; 0 where nothing is held
 * @param preferredBatchSizes rows of a run that is released at once, ascending, none larger than
 *     the package's {@code max_batch_size}; empty where only that is
 */
public record FixedBatching(long maxQueueDelayMicroseconds, List<Integer> preferredBatchSizes) {}
