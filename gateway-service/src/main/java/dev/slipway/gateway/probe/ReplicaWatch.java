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

    /** A replica that answers probes and breaks every request is tried again this often at most. */
    private static final long SUSPICION_NANOS = 100_000_000L;

    /** One probe at a time. */
    private static final class Turn {
        private boolean probing;
        private boolean begun;
        private boolean suspected;
        private long startedNanos;

        synchronized boolean begin(long now, long notWithinNanos) {
            if (probing || (begun && now - startedNanos < notWithinNanos)) {
                return false;
            }
            probing = true;
            begun = true;
            suspected = false;
            startedNanos = now;
            return true;
        }

        synchronized void end() {
            probing = false;
        }

        synchronized void suspect() {
            suspected = true;
        }

        synchronized boolean isSuspected() {
            return suspected;
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
            Turn turn = turns.get(replica);
            if (replica.isUnreachable() || waitsTooLong(replica, now)) {
                start(replica, now, PATIENCE_NANOS, false);
            } else if (turn != null && turn.isSuspected()) {
                start(replica, now, SUSPICION_NANOS, true);
            }
        }
        turns.keySet().retainAll(fleet.replicas());
    }

    /**
     * An attempt there has just failed: a probe that begins from now on tells. If it finds
     * somebody, that is a recovery too: whoever was excluded by its failed attempt may ask there
     * again.
     */
    public void suspect(Replica replica) {
        if (!replica.isUnreachable()) {
            turns.computeIfAbsent(replica, _ -> new Turn()).suspect();
            start(replica, nanoTime.getAsLong(), SUSPICION_NANOS, true);
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

    private void start(Replica replica, long now, long notWithinNanos, boolean suspected) {
        Turn turn = turns.computeIfAbsent(replica, _ -> new Turn());
        if (turn.begin(now, notWithinNanos)) {
            probe.probe(
                    replica.address(),
                    alive -> {
                        turn.end();
                        answered(replica, alive, suspected);
                    });
        }
    }

    private void answered(Replica replica, boolean alive, boolean suspected) {
        if (alive) {
            boolean news = replica.markReachable();
            if (!news && suspected) {
                replica.countRecovery();
            }
            if (news || suspected) {
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
