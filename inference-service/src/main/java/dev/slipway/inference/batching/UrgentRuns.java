package dev.slipway.inference.batching;

import dev.slipway.inference.queueing.Place;
import dev.slipway.inference.queueing.WorkQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One more slot of a version, which runs a work that is more urgent than what runs at once, one at
 * a time, where it would else wait for the end of a run. What runs is slowed by that and not lost.
 * It is claimed and sent as {@link VersionSlots} are.
 */
final class UrgentRuns implements BatchSource {
    private static final Logger LOG = LoggerFactory.getLogger(UrgentRuns.class);

    private final String version;
    private final ReentrantLock lock;
    private final Condition rested;
    private final WorkQueue<QueuedWork> waiting;
    private final UnderWay underWay;
    private final BatchRunner runner;
    private final RunCounters counters;
    private final EngineWorkers workers;
    private final boolean isOffered;
    private boolean isIdle = true;
    private boolean runs;
    private boolean closed;

    /**
     * For a queue.
     *
     * @param version how the log calls it
     * @param lock of that queue, which guards all of it
     * @param isOffered whether there is such a slot at all
     */
    UrgentRuns(
            String version,
            ReentrantLock lock,
            WorkQueue<QueuedWork> waiting,
            UnderWay underWay,
            BatchRunner runner,
            RunCounters counters,
            EngineWorkers workers,
            boolean isOffered) {
        this.version = version;
        this.lock = lock;
        this.rested = lock.newCondition();
        this.waiting = waiting;
        this.underWay = underWay;
        this.runner = runner;
        this.counters = counters;
        this.workers = workers;
        this.isOffered = isOffered;
    }

    /**
     * Under the lock, when something came or began to run: whether what is next may be run here,
     * for which the slot is to be sent.
     */
    boolean claim() {
        boolean claimed = isOffered && isIdle && !closed && hasWork();
        if (claimed) {
            isIdle = false;
        }
        return claimed;
    }

    /** Sends the claimed slot to the workers. */
    void send() {
        workers.urgently(this);
    }

    /** Under the lock: whether the work of a request of this priority would run here at once. */
    boolean areFreeFor(int priority) {
        return isOffered
                && !runs
                && underWay.isOutrankedBy(priority)
                && waiting.priority() > priority;
    }

    /** Several works of one request share runs instead, and a part of one runs in its turn. */
    private boolean hasWork() {
        return next() != null;
    }

    /** What may run here now; null where that is nothing. */
    private @Nullable QueuedWork next() {
        Place<QueuedWork> first = waiting.first();
        if (first == null || !underWay.isOutrankedBy(first.claim().priority())) {
            return null;
        }
        return first.work().isWholeRequest() ? first.work() : null;
    }

    @Override
    public boolean runNext() {
        QueuedWork work = take();
        if (work == null) {
            return false;
        }
        boolean again;
        try {
            work.left();
            runner.runUrgently(work);
        } catch (RuntimeException | Error bug) {
            LOG.error("a run of {} ended unexpectedly", version, bug);
        } finally {
            again = over(work);
        }
        return again;
    }

    /** The work that runs here now; null where none does any more, and then the slot is idle. */
    private @Nullable QueuedWork take() {
        lock.lock();
        try {
            QueuedWork next = closed ? null : next();
            if (next == null) {
                rest();
                return null;
            }
            waiting.take(next.place());
            next.begins();
            counters.queuedChangedBy(-1);
            runs = true;
            return next;
        } catch (RuntimeException | Error bug) {
            // A slot that is lost would let close() wait for ever.
            rest();
            throw bug;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is one more; else the slot is idle. */
    private boolean over(QueuedWork work) {
        lock.lock();
        try {
            runs = false;
            boolean again = false;
            try {
                waiting.correct(work.place(), work.tookNanos());
                again = !closed && hasWork();
            } finally {
                if (!again) {
                    rest();
                }
            }
            return again;
        } finally {
            lock.unlock();
        }
    }

    private void rest() {
        isIdle = true;
        rested.signalAll();
    }

    /** Takes no more work, which the version's other slots do, and waits for what runs. */
    void close() {
        lock.lock();
        try {
            closed = true;
            while (!isIdle) {
                rested.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
