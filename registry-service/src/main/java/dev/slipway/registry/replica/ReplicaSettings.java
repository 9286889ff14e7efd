package dev.slipway.registry.replica;

import java.time.Duration;

/**
 * How leases age.
 *
 * @param sweepInterval between two sweeps
 * @param suspectAfter missed sweeps that make a replica suspect
 * @param goneAfter missed sweeps after which a replica leaves, when another can serve
 * @param forgetAfter how long rows of gone replicas stay
 * @param guardSweeps sweeps after a start of the registry before anything withdrawn is taken away
 */
public record ReplicaSettings(
        Duration sweepInterval,
        int suspectAfter,
        int goneAfter,
        Duration forgetAfter,
        int guardSweeps) {
    public ReplicaSettings {
        if (sweepInterval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "slipway.replica.sweep-interval must be at least 100 ms");
        }
        if (suspectAfter < 1 || goneAfter < suspectAfter) {
            throw new IllegalArgumentException(
                    "slipway.replica needs 1 <= suspect-after <= gone-after");
        }
        if (guardSweeps < 0) {
            throw new IllegalArgumentException("slipway.replica.guard-sweeps must not be negative");
        }
    }
}
