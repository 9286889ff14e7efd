package dev.slipway.inference.batching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Has so many batches, each of which goes on until it is let go. */
final class HeldSource implements BatchSource {
    private static final int MANY = 1000;

    final Semaphore goes = new Semaphore(0);
    final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final String name;
    private final List<String> turns;
    private final AtomicInteger left;
    private final Semaphore begun = new Semaphore(0);

    /** How many turns it is taken to have in a short wait. */
    volatile int quickTurns;

    /**
     * None has begun.
     *
     * @param turns that take its name at the beginning of each
     */
    HeldSource(String name, int batches, List<String> turns) {
        this.name = name;
        this.left = new AtomicInteger(batches);
        this.turns = turns;
    }

    @Override
    public boolean runNext() {
        turns.add(name);
        threads.add(Thread.currentThread());
        begun.release();
        goes.acquireUninterruptibly();
        return left.decrementAndGet() > 0;
    }

    @Override
    public int turnsIn(long nanos) {
        return quickTurns;
    }

    /** Whether so many more begin. */
    boolean begins(int runs) throws InterruptedException {
        return begun.tryAcquire(runs, Patience.SECONDS, TimeUnit.SECONDS);
    }

    boolean begins() throws InterruptedException {
        return begins(1);
    }

    boolean hasBegun() {
        return begun.availablePermits() > 0;
    }

    void letAllGo() {
        goes.release(MANY);
    }
}
