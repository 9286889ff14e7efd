package dev.slipway.registry.replica;

import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A replica as clients and the autoscaler see it. */
public record ReplicaView(
        UUID instance,
        String pool,
        String address,
        long pid,
        ReplicaState state,
        boolean everReady,
        int missedSweeps,
        Instant createdAt,
        List<AssignedVersion> versions) {

    /**
     * One version that it is assigned.
     *
     * @param state what it reported, or null before it did
     * @param withdrawn whether it is to be unloaded
     */
    public record AssignedVersion(
            String model,
            int version,
            @Nullable LoadState state,
            @Nullable String detail,
            boolean withdrawn) {}

    /** Whether it has ready every version that it shall have. */
    public boolean isComplete() {
        return versions.stream().allMatch(one -> one.withdrawn() || one.state() == LoadState.READY);
    }
}
