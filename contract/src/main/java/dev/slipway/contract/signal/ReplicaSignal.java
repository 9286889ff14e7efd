package dev.slipway.contract.signal;

import java.util.List;
import java.util.UUID;

/**
 * The load of one replica, whoever sent it.
 *
 * @param inFlight requests that were admitted and whose answer is not wholly written
 * @param queued works that wait for the engine
 * @param versions versions with admitted requests, the busiest first
 * @param resting versions that are ready and not in memory: their next request brings them back
 */
public record ReplicaSignal(
        UUID instance,
        int inFlight,
        int queued,
        List<VersionLoad> versions,
        List<VersionRest> resting) {

    public ReplicaSignal {
        versions = versions == null ? List.of() : versions;
        resting = resting == null ? List.of() : resting;
    }

    /** The load of one of which every version is in memory. */
    public ReplicaSignal(UUID instance, int inFlight, int queued, List<VersionLoad> versions) {
        this(instance, inFlight, queued, versions, List.of());
    }

    /**
     * Where a version rests.
     *
     * @param level {@code mapped} or {@code cached}
     */
    public record VersionRest(String model, int version, String level) {}

    /** Requests of a version that were admitted. */
    public record VersionLoad(String model, int version, int inFlight) {}
}
