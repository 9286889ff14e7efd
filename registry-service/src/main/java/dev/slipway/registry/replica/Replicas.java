package dev.slipway.registry.replica;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.registry.page.Cursor.ByTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Replicas as they are kept. All but {@link #renew} is used inside the truth's transactions. */
public interface Replicas {
    /**
     * Renews the lease in one statement when the heartbeat has no news: the same report as before,
     * a newer sequence, and a state that the registry shares.
     *
     * @return false when there may be news; then nothing was written
     */
    boolean renew(UUID instance, long sequence, String reportDigest);

    Optional<Replica> find(UUID instance);

    /** Writes what a heartbeat says, whether the replica is known or not; the lease is fresh. */
    void put(Heartbeat beat, UUID poolId, String reportDigest);

    /** The replica is gone; its assignments go with it. */
    void depart(UUID instance, Departure by);

    /** From this routing document on, gateways know that the replica drains. */
    void drainingSince(UUID instance, DocumentNumber number);

    /** The replica as the routing document shows it; empty when it is not in there. */
    Optional<RoutedReplica> routed(UUID instance);

    /** Those that are not gone and began after this, oldest first. */
    List<ReplicaView> living(ByTime after, int most);
}
