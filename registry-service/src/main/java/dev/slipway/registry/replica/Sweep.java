package dev.slipway.registry.replica;

import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.gateway.GatewayLeases;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Ages leases. Sweeps are counted in the database, so that of several registries one sweeps; while
 * nobody can sweep nothing ages, and a long outage costs every lease one sweep at most.
 */
public final class Sweep {
    private final Truth truth;
    private final ReplicaLeases leases;
    private final Replicas replicas;
    private final GatewayLeases gateways;
    private final ReplicaSettings settings;

    public Sweep(
            Truth truth,
            ReplicaLeases leases,
            Replicas replicas,
            GatewayLeases gateways,
            ReplicaSettings settings) {
        this.truth = truth;
        this.leases = leases;
        this.replicas = replicas;
        this.gateways = gateways;
        this.settings = settings;
    }

    /** Sweeps, unless another registry did a moment ago. */
    public void sweepIfDue() {
        sweepUnlessSweptWithin(settings.sweepInterval().multipliedBy(9).dividedBy(10));
    }

    /** Sweeps now. */
    public void sweepNow() {
        sweepUnlessSweptWithin(Duration.ZERO);
    }

    private void sweepUnlessSweptWithin(Duration age) {
        truth.change(change -> {
            if (leases.beginSweep(age)) {
                sweep(change);
            }
            return true;
        });
    }

    private void sweep(Change change) {
        gateways.age();
        leases.age();
        List<UUID> suspects = leases.markSuspects(settings.suspectAfter());
        List<UUID> replaceable = leases.replaceable(settings.goneAfter());
        replaceable.forEach(instance -> replicas.depart(instance, Departure.LEASE));
        leases.forgetGone(settings.forgetAfter());
        if (!suspects.isEmpty() || !replaceable.isEmpty()) {
            change.raise(DocumentKind.ROUTING);
        }
    }
}
