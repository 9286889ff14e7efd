package dev.slipway.gateway.routing;

import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The replicas of the current document, each with its live state across documents. */
public final class ReplicaFleet {
    private final Map<UUID, Replica> replicas = new ConcurrentHashMap<>();
    private final Breakers breakers;

    public ReplicaFleet(Breakers breakers) {
        this.breakers = breakers;
    }

    Replica of(RoutedReplica routed) {
        return replicas.compute(
                routed.instance(),
                (instance, known) ->
                        known != null && known.address().equals(routed.address())
                                ? known
                                : new Replica(
                                        instance,
                                        routed.address(),
                                        breakers.of(instance),
                                        this::keep));
    }

    /** One that was chosen from an older document may be forgotten before its attempt begins. */
    private void keep(Replica replica) {
        // Not putIfAbsent: it may read past a removal that has already looked at the count.
        var _ = replicas.compute(replica.instance(), (_, known) -> known == null ? replica : known);
    }

    /** Forgets the replicas that the document no longer names and that have nothing under way. */
    public void retain(RoutingDocument document) {
        Set<UUID> named = new HashSet<>();
        for (RoutedReplica replica : document.replicas()) {
            named.add(replica.instance());
        }
        for (UUID instance : replicas.keySet()) {
            if (!named.contains(instance)) {
                var _ =
                        replicas.computeIfPresent(
                                instance, (_, replica) -> replica.inFlight() == 0 ? null : replica);
            }
        }
    }

    /** Empty when it is not of the current document and has nothing under way. */
    public Optional<Replica> find(UUID instance) {
        return Optional.ofNullable(replicas.get(instance));
    }

    public Collection<Replica> replicas() {
        return replicas.values();
    }
}
