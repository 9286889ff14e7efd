package dev.slipway.autoscaler.signals;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.GatewaySignal.HeldRequests;
import dev.slipway.contract.signal.ReplicaSignal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last signal of everybody. What gateways have under way and what replicas have admitted are
 * two views of the same requests, of which the larger counts: a gateway sees what a replica has not
 * read yet, a replica what comes from a gateway that is not heard.
 */
public final class SignalBoard {
    private final Duration staleAfter;
    private final InstantSource clock;
    private final Map<String, Heard<GatewaySignal>> gateways = new ConcurrentHashMap<>();
    private final Map<UUID, Heard<ReplicaSignal>> replicas = new ConcurrentHashMap<>();
    private volatile Set<String> livingGateways = Set.of();

    private record Heard<S>(S signal, Instant at) {}

    /**
     * Nobody was heard yet.
     *
     * @param staleAfter how long a signal is believed
     */
    public SignalBoard(Duration staleAfter, InstantSource clock) {
        this.staleAfter = staleAfter;
        this.clock = clock;
    }

    /** The gateways that there are, heard or not; what others said is forgotten. */
    public void gatewaysAre(Set<String> bootIds) {
        livingGateways = Set.copyOf(bootIds);
        gateways.keySet().retainAll(bootIds);
    }

    /** The replicas that there are; what others said is forgotten. */
    public void replicasAre(Set<UUID> instances) {
        replicas.keySet().retainAll(instances);
    }

    public void heard(GatewaySignal signal) {
        gateways.put(signal.gateway(), new Heard<>(signal, clock.instant()));
    }

    public void heard(ReplicaSignal signal) {
        replicas.put(signal.instance(), new Heard<>(signal, clock.instant()));
    }

    /** Complete only if there is a gateway, and all of them and all that serve were heard. */
    public PoolDemand demand(PoolStatus pool) {
        Instant since = clock.instant().minus(staleAfter);
        Set<UUID> members = new HashSet<>();
        boolean complete = true;
        int admitted = 0;
        for (PoolReplica replica : pool.replicas()) {
            members.add(replica.instance());
            Heard<ReplicaSignal> heard = replicas.get(replica.instance());
            if (heard != null && !heard.at().isBefore(since)) {
                admitted += heard.signal().inFlight();
            } else {
                complete &= !serves(replica.state());
            }
        }
        Set<String> models = Set.copyOf(pool.models());
        Set<String> living = livingGateways;
        complete &= !living.isEmpty();
        int underWay = 0;
        int held = 0;
        for (String gateway : living) {
            Heard<GatewaySignal> heard = gateways.get(gateway);
            if (heard == null || heard.at().isBefore(since)) {
                complete = false;
                continue;
            }
            underWay += underWayAt(heard.signal(), members);
            held += heldFor(heard.signal(), models);
        }
        return new PoolDemand(Math.max(admitted, underWay), held, complete);
    }

    private static boolean serves(ReplicaState state) {
        return state == ReplicaState.READY || state == ReplicaState.SUSPECT;
    }

    private static int underWayAt(GatewaySignal signal, Set<UUID> members) {
        return signal.replicas().stream()
                .filter(load -> members.contains(load.instance()))
                .mapToInt(GatewaySignal.ReplicaLoad::inFlight)
                .sum();
    }

    private static int heldFor(GatewaySignal signal, Set<String> models) {
        return signal.held().stream()
                .filter(line -> models.contains(line.model()))
                .mapToInt(HeldRequests::count)
                .sum();
    }
}
