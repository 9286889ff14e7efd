package dev.slipway.inference.batching;

import dev.slipway.inference.queueing.WorkQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One more thread of a version, which runs a work that is more urgent than what runs at once, one
 * at a time, where it would else wait for the end of a run. What runs is slowed by that and not
 * lost.
 */
final class UrgentRuns {
    private static final Logger LOG = LoggerFactory.getLogger(UrgentRuns.class);

    private final ReentrantLock lock;
    private final WorkQueue<QueuedWork> waiting;
    private final UnderWay underWay;
    private final BatchRunner runner;
    private final RunCounters counters;
    private final Condition called;
    private boolean isBegun;
    private boolean runs;
    private boolean closed;

    /**
     * For a queue.
     *
     * @param lock of that queue, which guards all of it
     */
    UrgentRuns(
            ReentrantLock lock,
            WorkQueue<QueuedWork> waiting,
            UnderWay underWay,
            BatchRunner runner,
            RunCounters counters) {
        this.lock = lock;
        this.waiting = waiting;
        this.underWay = underWay;
        this.runner = runner;
        this.counters = counters;
        this.called = lock.newCondition();
    }

    /** Under the lock, when something came or began to run: what is next may be run here. */
    void call() {
        if (hasWork()) {
            called.signal();
        }
    }

    /** Under the lock: whether the work of a request of this priority would run here at once. */
    boolean areFreeFor(int priority) {
        return isBegun
                && !runs
                && underWay.isOutrankedBy(priority)
                && waiting.priority() > priority;
    }

    /** Under the lock: takes no more work, which the queue's other threads do. */
    void close() {
        closed = true;
        called.signal();
    }

    /** Several works of one request share runs instead, and a part of one runs in its turn. */
    private boolean hasWork() {
        return waiting.size() > 0
                && underWay.isOutrankedBy(waiting.priority())
                && next().isWholeRequest();
    }

    private QueuedWork next() {
        return waiting.next(1).getFirst().work();
    }

    /** What the thread does until {@link #close}. */
    void work() {
        QueuedWork work = take();
        while (work != null) {
            try {
                work.left();
                runner.runUrgently(work);
            } catch (RuntimeException | Error bug) {
                LOG.error("a run ended unexpectedly", bug);
            } finally {
                over(work);
            }
            work = take();
        }
    }

    /** Waits for a work; null when the queue is closed. */
    private @Nullable QueuedWork take() {
        lock.lock();
        try {
            isBegun = true;
            while (!closed && !hasWork()) {
                called.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            QueuedWork next = next();
            waiting.take(next.place());
            next.begins();
            counters.queuedChangedBy(-1);
            runs = true;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void over(QueuedWork work) {
        lock.lock();
        try {
            runs = false;
            waiting.correct(work.place(), work.tookNanos());
        } finally {
            lock.unlock();
        }
    }
}
