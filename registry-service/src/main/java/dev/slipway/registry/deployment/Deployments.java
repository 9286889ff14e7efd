package dev.slipway.registry.deployment;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Deployments as they are kept; to be used inside the truth's transactions. */
public interface Deployments {
    /** Empty also when it was removed. */
    Optional<Deployment> ofModel(UUID modelId);

    /** The id of a model's deployment, also of one that was removed: its rollouts stay. */
    Optional<UUID> everOfModel(UUID modelId);

    /** The rollout that is not over. */
    Optional<UUID> activeRollout(UUID deploymentId);

    /** Creates the deployment or declares it anew; the versions that it routes stay. */
    Deployment declare(
            String tenantId, UUID modelId, UUID poolId, long defaultTimeoutMs, Overrides overrides);

    /**
     * Routes exactly these versions.
     *
     * @param trafficPercentByVersion by version id; empty, or the shares sum to 100
     */
    void route(UUID deploymentId, Map<UUID, Integer> trafficPercentByVersion);

    /** Routes nothing and forgets what was declared; from now on the model is not deployed. */
    void remove(UUID deploymentId);
}
