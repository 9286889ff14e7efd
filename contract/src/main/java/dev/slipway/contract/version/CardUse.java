package dev.slipway.contract.version;

import org.jspecify.annotations.Nullable;

/**
 * What a package wants of a replica's card, in place of the replica's own options of the same names
 * for its execution providers. On a replica without a card it means nothing.
 *
 * @param deviceId the card's number as CUDA counts them, at least 0; null for the replica's
 * @param gpuMemLimit bytes that the version may take of the card, at least 1 MiB; null for the
 *     replica's
 * @param arenaExtendStrategy how that grows, {@code kNextPowerOfTwo} or {@code kSameAsRequested};
 *     null for the replica's
 */
public record CardUse(
        @Nullable Integer deviceId,
        @Nullable Long gpuMemLimit,
        @Nullable String arenaExtendStrategy) {}
