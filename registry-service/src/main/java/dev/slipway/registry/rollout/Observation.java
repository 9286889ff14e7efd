package dev.slipway.registry.rollout;

import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout is told of the world.
 *
 * @param now the database's time
 * @param replicas those of the pool that are not gone
 * @param applied whether every gateway that is not silent applied the document that the rollout
 *     {@linkplain Rollout#awaited waits for}
 */
public record Observation(Instant now, List<TargetReplica> replicas, boolean applied) {
    public Observation {
        replicas = List.copyOf(replicas);
    }

    /**
     * A replica and where the new version is on it.
     *
     * @param load null before the replica said anything about it
     */
    public record TargetReplica(
            ReplicaState state, @Nullable LoadState load, @Nullable String detail) {

        boolean isReady() {
            return state == ReplicaState.READY;
        }

        boolean hasTarget() {
            return load == LoadState.READY;
        }

        /** A suspect or draining replica's failure fails nothing. */
        boolean failed() {
            return load == LoadState.FAILED && (isReady() || state == ReplicaState.STARTING);
        }
    }
}
