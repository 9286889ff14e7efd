package dev.slipway.registry.deployment;

import dev.slipway.registry.revision.Etag;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a model is served now.
 *
 * @param defaultTimeoutMs the effective one
 * @param overrides what a client declared
 * @param routed the versions that may be asked for; empty before the first rollout's switch
 * @param rowVersion rises with each write
 */
public record Deployment(
        UUID id,
        String tenantId,
        UUID modelId,
        UUID poolId,
        long defaultTimeoutMs,
        Overrides overrides,
        List<Share> routed,
        long rowVersion,
        Instant createdAt,
        Instant updatedAt) {

    public Deployment {
        routed = List.copyOf(routed);
    }

    /** A version and its share of unpinned requests. */
    public record Share(UUID versionId, int number, int trafficPercent) {}

    /** The version that has most of the traffic; empty when none is routed. */
    public Optional<Share> leading() {
        return routed.stream().max(Comparator.comparingInt(Share::trafficPercent));
    }

    /** Changes with each write. */
    public String etag() {
        return Etag.of(rowVersion);
    }
}
