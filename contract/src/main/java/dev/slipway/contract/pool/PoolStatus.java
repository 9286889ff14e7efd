package dev.slipway.contract.pool;

import dev.slipway.contract.replica.ReplicaState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pool as the autoscaler watches it.
 *
 * @param min lowest wanted number of replicas
 * @param max highest wanted number of replicas
 * @param targetInFlight requests that one replica shall have at a time; null for the default
 * @param models models that are deployed on it; empty in answers of registries that do not say
 */
public record PoolStatus(
        String name,
        int min,
        int max,
        List<PoolReplica> replicas,
        @Nullable Integer targetInFlight,
        List<String> models) {
    public PoolStatus {
        models = models == null ? List.of() : models;
    }

    /** With the default target, and without models. */
    public PoolStatus(String name, int min, int max, List<PoolReplica> replicas) {
        this(name, min, max, replicas, null, List.of());
    }

    /**
     * A replica as the registry knows it.
     *
     * @param everReady whether it has been ready once
     * @param missedSweeps sweeps of the lease since its last heartbeat, 2 s each
     * @param complete whether it has READY every version that it is assigned
     */
    public record PoolReplica(
            UUID instance,
            String address,
            long pid,
            ReplicaState state,
            boolean everReady,
            int missedSweeps,
            boolean complete) {}
}
