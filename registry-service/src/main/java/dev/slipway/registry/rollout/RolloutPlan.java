package dev.slipway.registry.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout shall do; written down at its start. Only a pause changes it: the deadline moves.
 *
 * @param from the version that had the traffic, or null when there was none
 * @param capacityNeeded how many ready replicas must have the new version ready before the switch
 * @param bake how long the old version stays warm after the switch
 * @param progressDeadline when it fails, if it still prepares
 */
public record RolloutPlan(
        UUID id,
        String tenantId,
        UUID deploymentId,
        String model,
        @Nullable RolledVersion from,
        RolledVersion to,
        String strategy,
        int capacityNeeded,
        Duration bake,
        Instant progressDeadline,
        String startedBy,
        Instant createdAt) {

    /** The only strategy so far. */
    public static final String BLUE_GREEN = "blue_green";

    /** Whether it is of this tenant's model. */
    boolean isOf(String tenant, String modelName) {
        return tenantId.equals(tenant) && model.equals(modelName);
    }

    /** The same plan with more time to prepare. */
    RolloutPlan laterBy(Duration more) {
        return new RolloutPlan(
                id,
                tenantId,
                deploymentId,
                model,
                from,
                to,
                strategy,
                capacityNeeded,
                bake,
                progressDeadline.plus(more),
                startedBy,
                createdAt);
    }

    /** A version that a rollout moves to or from. */
    public record RolledVersion(UUID id, int number) {}
}
