package dev.slipway.contract.signal;

import java.util.List;
import java.util.UUID;

/**
 * The load of one gateway.
 *
 * @param gateway its boot id
 * @param replicas replicas with attempts under way, the busiest first
 * @param held models with requests that wait for a replica, the longest line first
 */
public record GatewaySignal(String gateway, List<ReplicaLoad> replicas, List<HeldRequests> held) {

    public GatewaySignal {
        replicas = replicas == null ? List.of() : replicas;
        held = held == null ? List.of() : held;
    }

    /** Attempts that are under way from this gateway to a replica. */
    public record ReplicaLoad(UUID instance, int inFlight) {}

    /**
     * Requests of a model, whatever version they ask for, that no replica has. What was refused as
     * late counts here for the time that it had left.
     */
    public record HeldRequests(String model, int count) {}
}
