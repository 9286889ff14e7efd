package dev.slipway.registry.replica;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.replica.ReplicaState;
import org.jspecify.annotations.Nullable;

/**
 * What the registry knows of a replica when it hears from it.
 *
 * @param goneBy how it left, or null while it has not
 * @param drainingSince the routing document from which on it drains, or null
 */
public record Replica(
        ReplicaState state,
        long sequence,
        @Nullable Departure goneBy,
        @Nullable DocumentNumber drainingSince) {

    /** Whether it left for good: only one whose lease ran out may come back. */
    public boolean isDeparted() {
        return goneBy != null && goneBy != Departure.LEASE;
    }
}
