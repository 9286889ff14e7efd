package dev.slipway.inference.batching;

import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.queueing.WorkQueue;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One more thread of a version, which takes a work that is more urgent than what runs to the wide
 * lane at once, one at a time, where it would else wait for the end of a run. What runs is slowed
 * by that and not lost. Where the wide lane is not open the work waits as all others do.
 */
final class UrgentRuns {
    private static final Logger LOG = LoggerFactory.getLogger(UrgentRuns.class);

    private final ReentrantLock lock;
    private final WorkQueue<QueuedWork> waiting;
    private final UnderWay underWay;
    private final WideLane wideLane;
    private final BatchRunner runner;
    private final RunCounters counters;
    private final Condition called;
    private boolean isCalled;
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
            WideLane wideLane,
            BatchRunner runner,
            RunCounters counters) {
        this.lock = lock;
        this.waiting = waiting;
        this.underWay = underWay;
        this.wideLane = wideLane;
        this.runner = runner;
        this.counters = counters;
        this.called = lock.newCondition();
    }

    /** Under the lock, when something came or began to run: what is next may be run here. */
    void call() {
        if (hasWork()) {
            isCalled = true;
            called.signal();
        }
    }

    /** Under the lock: whether a work of this priority that came now would run here at once. */
    boolean areFreeFor(int priority) {
        return !runs
                && underWay.isOutrankedBy(priority)
                && waiting.priority() > priority
                && wideLane.isOpen();
    }

    /** Under the lock: takes no more work, which the queue's other threads do. */
    void close() {
        closed = true;
        called.signal();
    }

    private boolean hasWork() {
        return waiting.size() > 0 && underWay.isOutrankedBy(waiting.priority());
    }

    /** What the thread does until {@link #close}. */
    void work() {
        while (awaitsCall()) {
            // Not under the lock: the lane may have to look for memory first.
            Engine wide = wideLane.borrow();
            if (wide != null) {
                runOn(wide);
            }
        }
    }

    /** Waits to be called, also where it would have work but no lane; false when it is closed. */
    private boolean awaitsCall() {
        lock.lock();
        try {
            while (!closed && !isCalled && !(hasWork() && wideLane.isOpen())) {
                called.awaitUninterruptibly();
            }
            isCalled = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void runOn(Engine wide) {
        QueuedWork work = null;
        try {
            work = take();
            if (work != null) {
                work.left();
                runner.runUrgently(work, wide);
            }
        } catch (RuntimeException | Error bug) {
            LOG.error("a run ended unexpectedly", bug);
        } finally {
            wideLane.giveBack();
            if (work != null) {
                over(work);
            }
        }
    }

    private @Nullable QueuedWork take() {
        lock.lock();
        try {
            if (closed || !hasWork()) {
                return null;
            }
            QueuedWork next = waiting.next(1).getFirst().work();
            waiting.take(next.place());
            next.begins();
            counters.queuedChangedBy(-1);
            runner.count(new Release<>(List.of(next), ReleaseReason.IDLE_ENGINE));
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
