package dev.slipway.gateway.probe;

import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Finds replicas that take requests and no longer answer. An attempt that waits one second makes it
 * probe, one probe per replica at a time and one a second at most; a replica whose probe fails is
 * ejected, its waiting attempts move, and it is probed each second until it is back.
 */
public final class ReplicaWatch {
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    /** One probe at a time. */
    private static final class Turn {
        private boolean probing;
        private boolean begun;
        private long startedNanos;

        synchronized boolean begin(long now, long notWithinNanos) {
            if (probing || (begun && now - startedNanos < notWithinNanos)) {
                return false;
            }
            probing = true;
            begun = true;
            startedNanos = now;
            return true;
        }

        synchronized void end() {
            probing = false;
        }
    }

    private final ReplicaFleet fleet;
    private final LivenessProbe probe;
    private final LongSupplier nanoTime;
    private final Runnable recovered;
    private final Map<Replica, Turn> turns = new ConcurrentHashMap<>();

    /** {@code recovered} is told after a replica was found back. */
    public ReplicaWatch(
            ReplicaFleet fleet, LivenessProbe probe, LongSupplier nanoTime, Runnable recovered) {
        this.fleet = fleet;
        this.probe = probe;
        this.nanoTime = nanoTime;
        this.recovered = recovered;
    }

    /** To be called several times a second. */
    public void tick() {
        long now = nanoTime.getAsLong();
        for (Replica replica : fleet.replicas()) {
            if (replica.isUnreachable() || waitsTooLong(replica, now)) {
                start(replica, now, PATIENCE_NANOS);
            }
        }
        turns.keySet().retainAll(fleet.replicas());
    }

    /** An attempt there has just failed: probe at once, unless one is under way. */
    public void suspect(Replica replica) {
        if (!replica.isUnreachable()) {
            start(replica, nanoTime.getAsLong(), 0);
        }
    }

    private static boolean waitsTooLong(Replica replica, long now) {
        for (Replica.Waiting attempt : replica.waiting()) {
            if (now - attempt.startedNanos() >= PATIENCE_NANOS) {
                return true;
            }
        }
        return false;
    }

    private void start(Replica replica, long now, long notWithinNanos) {
        Turn turn = turns.computeIfAbsent(replica, _ -> new Turn());
        if (turn.begin(now, notWithinNanos)) {
            probe.probe(
                    replica.address(),
                    alive -> {
                        turn.end();
                        answered(replica, alive);
                    });
        }
    }

    private void answered(Replica replica, boolean alive) {
        if (alive) {
            if (replica.markReachable()) {
                recovered.run();
            }
            return;
        }
        replica.markUnreachable();
        for (Replica.Waiting attempt : replica.waiting()) {
            attempt.hung();
        }
    }
}
