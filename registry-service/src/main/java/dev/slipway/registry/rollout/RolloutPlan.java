package dev.slipway.registry.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout shall do; written down at its start and never changed.
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

    /** A version that a rollout moves to or from. */
    public record RolledVersion(UUID id, int number) {}
}
