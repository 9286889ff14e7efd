package dev.slipway.inference.batching;

import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Hold;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of a version, each of which runs one batch at a time on one of the {@link
 * EngineWorkers}. A slot is idle, or somebody else's affair: the workers have it in their line or
 * until a time, or one of them runs it.
 *
 * <p>Under the lock of the queue a slot is claimed by who brings work, and becomes idle again by
 * who finds none. So either the one that finds none sees the work, or the one that brings it sees
 * an idle slot, and no work is left without one. What was claimed is sent to the workers after the
 * lock was let go: the thread that is woken takes that lock first of all. Nobody else can claim it
 * in between.
 */
final class VersionSlots implements BatchSource {
    private static final Logger LOG = LoggerFactory.getLogger(VersionSlots.class);

    private final String version;
    private final ReentrantLock lock;
    private final Condition rested;
    private final Departures departures;
    private final BatchRunner runner;
    private final UrgentRuns urgent;
    private final EngineWorkers workers;
    private final int all;
    private final boolean mayHold;
    private final TurnTimes turns = new TurnTimes();
    private int idle;
    private boolean closed;

    /**
     * All of them idle.
     *
     * @param version how the log calls it
     * @param lock of the version's queue
     * @param urgent what is more urgent than what runs in these slots
     * @param all how many there are
     * @param mayHold whether works can be held that an idle slot could run
     */
    VersionSlots(
            String version,
            ReentrantLock lock,
            Departures departures,
            BatchRunner runner,
            UrgentRuns urgent,
            EngineWorkers workers,
            int all,
            boolean mayHold) {
        this.version = version;
        this.lock = lock;
        this.rested = lock.newCondition();
        this.departures = departures;
        this.runner = runner;
        this.urgent = urgent;
        this.workers = workers;
        this.all = all;
        this.idle = all;
        this.mayHold = mayHold;
    }

    /** Under the lock: whether no more work may come. */
    boolean isClosed() {
        return closed;
    }

    /** Under the lock: takes as many idle slots as works can use, which are to be sent. */
    int claim(int works) {
        int claimed = Math.min(works, idle);
        idle -= claimed;
        return claimed;
    }

    /**
     * Sends claimed slots to the workers.
     *
     * @param works for which they were claimed: where there are more, a slot that waits for the
     *     time of what is held looks again too
     */
    void send(int claimed, int works) {
        if (claimed > 0) {
            workers.ready(this, claimed);
        }
        if (mayHold && claimed < works) {
            workers.hasten(this);
        }
    }

    /** Under the lock: something left, and others may be ready together, or due earlier. */
    void lookAgain() {
        if (mayHold && departures.waiting() > 0) {
            send(claim(1), 1);
        }
    }

    @Override
    public boolean runNext() {
        long begunNanos = workers.now();
        Taken batch = next();
        if (batch == null) {
            return false;
        }
        boolean again;
        try {
            batch.works().forEach(QueuedWork::left);
            runner.run(batch);
        } catch (RuntimeException | Error bug) {
            LOG.error("a run of {} ended unexpectedly", version, bug);
        } finally {
            again = over(batch, begunNanos);
        }
        return again;
    }

    @Override
    public int turnsIn(long nanos) {
        return turns.in(nanos);
    }

    /** The batch that leaves now; null where none does, and then the slot is not ready any more. */
    private @Nullable Taken next() {
        Taken batch = null;
        int claimed = 0;
        int wanted = 0;
        boolean urgently = false;
        lock.lock();
        try {
            batch = takeOrRest();
            if (batch != null) {
                // This slot, which may have been the one that timed what stays, is busy now.
                wanted = mayHold ? Math.min(1, departures.waiting()) : 0;
                claimed = claim(wanted);
                urgently = urgent.claim();
            }
        } catch (RuntimeException | Error bug) {
            LOG.error("no batch of {} could be taken", version, bug);
            if (batch == null) {
                // A slot that is lost would let close() wait for ever.
                rest();
            }
        } finally {
            lock.unlock();
        }
        try {
            send(claimed, wanted);
        } finally {
            if (urgently) {
                urgent.send();
            }
        }
        // Other versions count, too: a run is lone that has every processor for itself.
        return batch != null && batch.lone() && workers.haveOthersThan(this)
                ? batch.besideOthers()
                : batch;
    }

    private @Nullable Taken takeOrRest() {
        if (departures.waiting() == 0) {
            rest();
            return null;
        }
        return switch (departures.next(closed)) {
            case Release<QueuedWork> release -> departures.take(release);
            case Hold<QueuedWork>(long nanos) -> {
                // Under the lock, so that who brings work finds it held and hastens it.
                if (!workers.hold(this, nanos)) {
                    rest();
                }
                yield null;
            }
        };
    }

    /** Whether the slot is ready again; else it is idle. */
    private boolean over(Taken batch, long begunNanos) {
        lock.lock();
        try {
            turns.took(workers.now() - begunNanos);
            settle(batch);
            boolean again = departures.waiting() > 0;
            if (!again) {
                rest();
            }
            return again;
        } finally {
            lock.unlock();
        }
    }

    /** A slot that is lost would let close() wait for ever. */
    private void settle(Taken batch) {
        try {
            departures.over(batch.works());
        } catch (RuntimeException | Error bug) {
            LOG.error("a run of {} could not be settled", version, bug);
        }
    }

    private void rest() {
        idle++;
        if (closed) {
            rested.signalAll();
        }
    }

    /** Lets what waits and runs end, and waits for that; an interruption is kept for later. */
    void close() {
        int claimed;
        lock.lock();
        try {
            closed = true;
            claimed = claim(departures.waiting());
        } finally {
            lock.unlock();
        }
        // What is held is hastened whatever was claimed.
        send(claimed, claimed + 1);
        lock.lock();
        try {
            while (idle < all) {
                rested.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
