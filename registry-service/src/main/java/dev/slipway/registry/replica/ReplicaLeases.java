package dev.slipway.registry.replica;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Leases of replicas and the sweeps that age them; used inside the truth's transactions. */
public interface ReplicaLeases {
    /** Counts a sweep, unless another was counted less than this ago. */
    boolean beginSweep(Duration atLeastAfter);

    /** How many sweeps there have been. */
    long sweepNumber();

    /** Every lease ages by one. */
    void age();

    /** Marks replicas as suspect that missed this many sweeps. */
    List<UUID> markSuspects(int missedSweeps);

    /** Replicas that missed this many sweeps and whose versions another ready replica serves. */
    List<UUID> replaceable(int missedSweeps);

    /** Deletes rows of replicas that have been gone for this long. */
    void forgetGone(Duration after);
}
