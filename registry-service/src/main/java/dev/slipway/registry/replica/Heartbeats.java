package dev.slipway.registry.replica;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.gateway.GatewayLeases;
import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.refusal.Outcome.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Hears replicas. A heartbeat without news renews a lease in one statement; any other is a change
 * of the truth, and raises the routing document only when what the document shows of it changed.
 */
public final class Heartbeats {
    private static final HeartbeatReply NOTHING = new HeartbeatReply(List.of(), true);

    private final Truth truth;
    private final Replicas replicas;
    private final Assignments assignments;
    private final Pools pools;
    private final GatewayLeases gateways;

    public Heartbeats(
            Truth truth,
            Replicas replicas,
            Assignments assignments,
            Pools pools,
            GatewayLeases gateways) {
        this.truth = truth;
        this.replicas = replicas;
        this.assignments = assignments;
        this.pools = pools;
        this.gateways = gateways;
    }

    /** Takes in a heartbeat and answers with what the replica shall have. */
    public Outcome<HeartbeatReply> beat(Heartbeat beat) {
        Optional<String> mistake = HeartbeatCheck.mistakeIn(beat);
        if (mistake.isPresent()) {
            return Outcome.refused(ErrorCode.INVALID_REQUEST, mistake.get());
        }
        String digest = HeartbeatCheck.digest(beat);
        if (!replicas.renew(beat.instance(), beat.sequence(), digest)) {
            Outcome<Boolean> taken = truth.change(change -> take(change, beat, digest));
            if (taken instanceof Refused<Boolean>(var refusal)) {
                return new Refused<>(refusal);
            }
        }
        return Outcome.done(truth.read(() -> reply(beat.instance())));
    }

    private Outcome<Boolean> take(Change change, Heartbeat beat, String digest) {
        Optional<Replica> known = replicas.find(beat.instance());
        if (known.filter(replica -> isLate(replica, beat)).isPresent()) {
            return Outcome.done(false);
        }
        Optional<Pool> pool = pools.byName(beat.pool());
        if (pool.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.RESOURCE_NOT_FOUND, "There is no pool '" + beat.pool() + "'.");
        }
        Optional<RoutedReplica> before = replicas.routed(beat.instance());
        replicas.put(beat, pool.get().id(), digest);
        if (beat.state() == ReplicaState.GONE) {
            replicas.depart(beat.instance(), Departure.GOODBYE);
        } else {
            assignments.report(beat.instance(), beat.loaded());
            assignments.reconcile(change);
            assignments.report(beat.instance(), beat.loaded());
        }
        if (!before.equals(replicas.routed(beat.instance()))) {
            change.raise(DocumentKind.ROUTING);
        }
        if (beat.state() == ReplicaState.DRAINING && !isDraining(known)) {
            replicas.drainingSince(beat.instance(), change.raise(DocumentKind.ROUTING));
        }
        return Outcome.done(true);
    }

    private static boolean isLate(Replica replica, Heartbeat beat) {
        return replica.isDeparted() || beat.sequence() <= replica.sequence();
    }

    private static boolean isDraining(Optional<Replica> known) {
        return known.filter(replica -> replica.state() == ReplicaState.DRAINING).isPresent();
    }

    private HeartbeatReply reply(UUID instance) {
        Optional<Replica> known = replicas.find(instance);
        if (known.isEmpty() || known.get().state() == ReplicaState.GONE) {
            return NOTHING;
        }
        DocumentNumber draining = known.get().drainingSince();
        return new HeartbeatReply(
                assignments.of(instance), draining != null && gateways.allApplied(draining));
    }

    /** An actuator saw the replica die. */
    public void death(UUID instance) {
        truth.change(change -> {
            Optional<Replica> known = replicas.find(instance);
            if (known.isPresent() && !known.get().isDeparted()) {
                replicas.depart(instance, Departure.DEATH);
                change.raise(DocumentKind.ROUTING);
            }
            return true;
        });
    }
}
