package dev.slipway.registry.deployment;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Deployments as they are kept; to be used inside the truth's transactions. */
public interface Deployments {
    Optional<Deployment> ofModel(UUID modelId);

    Optional<Deployment> byId(UUID id);

    Deployment create(String tenantId, UUID modelId, UUID poolId, long defaultTimeoutMs);

    /**
     * Routes exactly these versions.
     *
     * @param trafficPercentByVersion by version id; empty, or the shares sum to 100
     */
    void route(UUID deploymentId, Map<UUID, Integer> trafficPercentByVersion);
}
