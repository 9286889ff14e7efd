package dev.slipway.contract.signal;

import java.util.List;
import java.util.UUID;

/**
 * The load of one replica, whoever sent it.
 *
 * @param inFlight requests that were admitted and whose answer is not wholly written
 * @param queued works that wait for the engine
 * @param versions versions with admitted requests, the busiest first
 */
public record ReplicaSignal(UUID instance, int inFlight, int queued, List<VersionLoad> versions) {

    public ReplicaSignal {
        versions = versions == null ? List.of() : versions;
    }

    /** Requests of a version that were admitted. */
    public record VersionLoad(String model, int version, int inFlight) {}
}
