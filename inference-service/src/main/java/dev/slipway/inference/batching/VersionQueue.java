package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.queueing.Claim;
import dev.slipway.inference.queueing.Place;
import dev.slipway.inference.queueing.WorkQueue;
import dev.slipway.inference.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one version, in the order of {@link WorkQueue}, run by threads of its own. Its length
 * is bounded by whoever submits: work comes only from admitted requests, and a request makes a
 * bounded number of works. What a free thread takes is the {@link BatchPlanner}'s choice among the
 * works that are served next; it never waits.
 */
public final class VersionQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionQueue.class);

    /** Works that are looked at for one batch, at least and at most. */
    private static final int LEAST_VIEW = 64;

    private static final int MOST_VIEW = 256;

    /** Tokens of one run, padding included: what attention keeps for them stays some 100 MB. */
    private static final long MOST_TOKENS = 16_384;

    private static final Refusal UNLOADED =
            new Refusal(ErrorCode.MISDIRECTED, "this version was unloaded here; ask again");

    private final MergeRule rule;
    private final RunCounters counters;
    private final CostModel cost;
    private final SplitRule splitRule;
    private final BatchPlanner planner;
    private final BatchRunner runner;
    private final WaitEstimate estimate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final WorkQueue<QueuedWork> waiting = new WorkQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    /**
     * Its threads run from now on.
     *
     * @param cost taught by every run that gives an answer
     * @param parallelRuns threads, of which each runs one batch at a time
     */
    public VersionQueue(
            String name,
            Engine engine,
            MergeRule rule,
            CostModel cost,
            int parallelRuns,
            RunCounters counters) {
        this.rule = rule;
        this.splitRule = new SplitRule(rule, cost, engine.quantisesDynamically());
        this.counters = counters;
        this.cost = cost;
        this.planner =
                new BatchPlanner(rule.maxRows(), rule.pads() ? MOST_TOKENS : Long.MAX_VALUE, cost);
        this.estimate = new WaitEstimate(parallelRuns, System::nanoTime);
        this.runner = new BatchRunner(engine, rule, cost, estimate, counters);
        for (int i = 0; i < parallelRuns; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("engine-" + name + "-" + i)
                            .start(this::work));
        }
    }

    /** Puts work into the queue; the sink is told the end exactly once unless it is cancelled. */
    public void submit(Work work) {
        RunShape shape = new RunShape(MergeRule.rows(work.request()), rule.width(work.request()));
        int parts = splitRule.parts(work.request(), shape);
        if (parts == 1) {
            add(new QueuedWork(work, shape, false));
            return;
        }
        for (Work part : SplitRun.parts(work, parts, this::submitUnsplit)) {
            int rows = MergeRule.rows(part.request());
            add(new QueuedWork(part, new RunShape(rows, shape.width()), true));
        }
    }

    private void submitUnsplit(Work work) {
        splitRule.splitNothing();
        submit(work);
    }

    private void add(QueuedWork queued) {
        Work work = queued.work();
        Claim claim =
                new Claim(
                        work.of().priority(),
                        work.of().tenant(),
                        work.request().deadline().atNanos(),
                        (long) cost.nanos(queued.shape()));
        boolean refused;
        lock.lock();
        try {
            refused = closed;
            if (!closed) {
                queued.stands(waiting.add(queued, claim));
                counters.queuedChangedBy(1);
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        if (refused) {
            work.sink().refuse(UNLOADED);
            return;
        }
        // Outside the lock: a token that is already cancelled calls back at once.
        queued.leavesBy(work.request().cancel().onCancel(() -> remove(queued)));
    }

    private void remove(QueuedWork work) {
        lock.lock();
        try {
            if (waiting.remove(work.place())) {
                counters.queuedChangedBy(-1);
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (true) {
            Release<QueuedWork> batch;
            try {
                batch = take();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                return;
            }
            if (batch == null) {
                return;
            }
            batch.works().forEach(QueuedWork::left);
            try {
                runner.run(batch.works());
            } catch (RuntimeException | Error bug) {
                LOG.error("a run ended unexpectedly", bug);
            } finally {
                charge(batch.works());
            }
        }
    }

    /** Waits for work; null when the queue is closed and nothing waits any more. */
    private @Nullable Release<QueuedWork> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.size() == 0) {
                if (closed) {
                    return null;
                }
                arrived.await();
            }
            Release<QueuedWork> release = plan();
            if (closed) {
                release = new Release<>(release.works(), ReleaseReason.DRAIN);
            }
            for (QueuedWork work : release.works()) {
                waiting.take(work.place());
            }
            counters.queuedChangedBy(-release.works().size());
            if (!release.works().getFirst().isLate()) {
                count(release);
            }
            return release;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing that goes wrong here may end the thread: work would wait for ever. */
    private Release<QueuedWork> plan() {
        try {
            return planner.plan(servedNext());
        } catch (RuntimeException bug) {
            LOG.error("no batch could be planned; the next work runs alone", bug);
            QueuedWork next = waiting.next(1).getFirst().work();
            return new Release<>(List.of(next), ReleaseReason.IDLE_ENGINE);
        }
    }

    /**
     * The next one and those that may run with it, in the order of service. Whoever has another
     * priority is no company: the more urgent one's run would last longer.
     */
    private List<QueuedWork> servedNext() {
        int view = Math.clamp(rule.maxRows() + 1L, LEAST_VIEW, MOST_VIEW);
        List<Place<QueuedWork>> next = waiting.next(rule.mergesAnything() ? view : 1);
        QueuedWork first = next.getFirst().work();
        if (next.size() == 1 || first.isLate() || first.runsAlone()) {
            return List.of(first);
        }
        List<QueuedWork> together = new ArrayList<>(next.size());
        together.add(first);
        for (Place<QueuedWork> place : next.subList(1, next.size())) {
            QueuedWork other = place.work();
            if (other.priority() != first.priority()) {
                break;
            }
            if (!other.isLate()
                    && !other.runsAlone()
                    && rule.mayJoin(first.work().request(), other.work().request())) {
                together.add(other);
            }
        }
        return together;
    }

    private void count(Release<QueuedWork> release) {
        long widths = 0;
        for (QueuedWork work : release.works()) {
            widths += (long) work.rows() * work.width();
        }
        RunShape run = BatchRunner.shape(release.works());
        counters.released(release.why(), run.rows(), widths, (long) run.rows() * run.width());
    }

    /** What works really took is charged to their tenants, nothing where they never ran. */
    private void charge(List<QueuedWork> works) {
        lock.lock();
        try {
            for (QueuedWork work : works) {
                waiting.correct(work.place(), work.tookNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long work that is submitted now would wait for the engine. */
    public long predictedWaitNanos() {
        int length;
        lock.lock();
        try {
            length = waiting.size();
        } finally {
            lock.unlock();
        }
        return estimate.nanos(length);
    }

    /** Takes no more work, lets what waits and runs end, and waits for that. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
