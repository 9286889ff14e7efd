package dev.slipway.registry.replica;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.gateway.GatewayLeases;
import java.util.Optional;

/**
 * Takes withdrawn versions away from replicas: only when every gateway that is not silent applied a
 * document without them, and not in the first sweeps after a start, in which gateways may not have
 * been heard yet.
 */
public final class Withdrawals {
    private final Truth truth;
    private final Assignments assignments;
    private final ReplicaLeases leases;
    private final GatewayLeases gateways;
    private final ReplicaSettings settings;
    private volatile long firstSweep = Long.MAX_VALUE;

    public Withdrawals(
            Truth truth,
            Assignments assignments,
            ReplicaLeases leases,
            GatewayLeases gateways,
            ReplicaSettings settings) {
        this.truth = truth;
        this.assignments = assignments;
        this.leases = leases;
        this.gateways = gateways;
        this.settings = settings;
    }

    /** The registry starts: from now on sweeps are counted; nothing is taken away before. */
    public void begin() {
        firstSweep = truth.read(leases::sweepNumber) + settings.guardSweeps();
    }

    /**
     * Takes away what may go now; called by one loop.
     *
     * @return whether anything was withdrawn that is still there or just went
     */
    public boolean tick() {
        if (truth.read(assignments::oldestWithdrawal).isEmpty()) {
            return false;
        }
        if (truth.read(this::oldestThatMayGo).isPresent()) {
            truth.change(change -> {
                oldestThatMayGo().ifPresent(assignments::takeAway);
                return true;
            });
        }
        return true;
    }

    private Optional<DocumentNumber> oldestThatMayGo() {
        return leases.sweepNumber() < firstSweep
                ? Optional.empty()
                : assignments.oldestWithdrawal().filter(gateways::allApplied);
    }
}
