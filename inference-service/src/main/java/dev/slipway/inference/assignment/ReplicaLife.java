package dev.slipway.inference.assignment;

import dev.slipway.contract.replica.ReplicaState;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where this replica is in its life: starting, ready, draining but still serving, refusing, gone.
 * It only moves forward.
 */
public final class ReplicaLife {
    private final CountDownLatch drainApplied = new CountDownLatch(1);
    private volatile ReplicaState state = ReplicaState.STARTING;
    private volatile boolean refusing;

    public ReplicaState state() {
        return state;
    }

    /** Whether new requests are refused. */
    public boolean isRefusing() {
        return refusing;
    }

    synchronized void ready() {
        if (state == ReplicaState.STARTING) {
            state = ReplicaState.READY;
        }
    }

    public synchronized void drain() {
        if (state != ReplicaState.GONE) {
            state = ReplicaState.DRAINING;
        }
    }

    public void refuse() {
        refusing = true;
    }

    public synchronized void gone() {
        state = ReplicaState.GONE;
        refusing = true;
    }

    /** Every gateway knows that this replica drains. */
    void drainApplied() {
        drainApplied.countDown();
    }

    /** Waits until every gateway knows, at most for a time. */
    public boolean awaitDrainApplied(Duration atMost) throws InterruptedException {
        return drainApplied.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
