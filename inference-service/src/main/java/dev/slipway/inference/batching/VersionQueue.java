package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Forecast;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Hold;
import dev.slipway.inference.batching.Foresight.Backlog;
import dev.slipway.inference.batching.QueuedWork.Extent;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.queueing.Claim;
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
 * bounded number of works. What a free thread takes, or how long it leaves it, is decided by {@link
 * NextBatch}.
 */
public final class VersionQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionQueue.class);

    private static final Refusal UNLOADED =
            new Refusal(ErrorCode.MISDIRECTED, "this version was unloaded here; ask again");

    private final MergeRule rule;
    private final RunCounters counters;
    private final CostModel cost;
    private final SplitRule splitRule;
    private final NextBatch nextBatch;
    private final BatchRunner runner;
    private final WaitEstimate estimate;
    private final Foresight foresight;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final WorkQueue<QueuedWork> waiting = new WorkQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    /**
     * Its threads run from now on.
     *
     * @param cost taught by every run that gives an answer
     * @param wideLane for requests of one work that find nothing else waiting or running
     * @param parallelRuns threads, of which each runs one batch at a time
     */
    public VersionQueue(
            String name,
            Engine engine,
            MergeRule rule,
            CostModel cost,
            WideLane wideLane,
            int parallelRuns,
            RunCounters counters) {
        this.rule = rule;
        this.splitRule = new SplitRule(rule, cost, engine.quantisesDynamically());
        this.counters = counters;
        this.cost = cost;
        this.nextBatch = new NextBatch(rule, cost, counters::now);
        this.estimate = new WaitEstimate(parallelRuns, counters::now);
        this.runner = new BatchRunner(engine, wideLane, rule, cost, estimate, counters);
        this.foresight = new Foresight(rule, splitRule, cost, estimate, wideLane);
        for (int i = 0; i < parallelRuns; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("engine-" + name + "-" + i)
                            .start(this::work));
        }
    }

    /** Puts in the only work of a request, as {@link #submit(Work, boolean)} does. */
    public void submit(Work work) {
        submit(work, true);
    }

    /**
     * Puts work into the queue; the sink is told the end exactly once unless it is cancelled.
     *
     * @param only whether its request has no other: one of several never has the wide lane
     */
    public void submit(Work work, boolean only) {
        RunShape shape = rule.shape(work.request());
        int parts = splitRule.parts(work.request(), shape);
        if (parts == 1) {
            Extent extent = only ? Extent.WHOLE_REQUEST : Extent.ONE_OF_SEVERAL;
            add(new QueuedWork(work, shape, counters.now(), extent));
            return;
        }
        for (Work part : SplitRun.parts(work, parts, whole -> submitUnsplit(whole, only))) {
            RunShape own = new RunShape(MergeRule.rows(part.request()), shape.width());
            add(new QueuedWork(part, own, counters.now(), Extent.PART));
        }
    }

    private void submitUnsplit(Work work, boolean only) {
        splitRule.splitNothing();
        submit(work, only);
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
            Taken batch;
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
                runner.run(batch.works(), batch.why(), batch.lone());
            } catch (RuntimeException | Error bug) {
                LOG.error("a run ended unexpectedly", bug);
            } finally {
                charge(batch.works());
            }
        }
    }

    /** A batch that left the queue, and whether it is a request that nothing else was beside. */
    private record Taken(List<QueuedWork> works, ReleaseReason why, boolean lone) {}

    /** Waits for a batch; null when the queue is closed and nothing waits any more. */
    private @Nullable Taken take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (waiting.size() > 0) {
                    switch (nextBatch.of(waiting, closed)) {
                        case Release<QueuedWork> release -> {
                            return taken(release);
                        }
                        case Hold<QueuedWork>(long nanos) -> {
                            var _ = arrived.awaitNanos(nanos);
                        }
                    }
                } else if (closed) {
                    return null;
                } else {
                    arrived.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Taken taken(Release<QueuedWork> release) {
        for (QueuedWork work : release.works()) {
            waiting.take(work.place());
        }
        counters.queuedChangedBy(-release.works().size());
        if (!release.works().getFirst().isLate()) {
            runner.count(release);
        }
        if (rule.fixed() != null && waiting.size() > 0) {
            // This thread, which may have been the one that timed what stays, is busy from now on.
            arrived.signal();
        }
        boolean lone =
                release.works().size() == 1
                        && release.works().getFirst().isWholeRequest()
                        && waiting.size() == 0
                        && estimate.running() == 0;
        return new Taken(release.works(), release.why(), lone);
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

    /**
     * What is predicted for the works of one request that came now, all together.
     *
     * @param works at least one
     */
    public Forecast forecast(List<Work> works) {
        Work first = works.getFirst();
        return foresight.ofWorks(works, ahead(first.of(), first.request().deadline()));
    }

    /** The same for a request of which only the head is known. */
    public Forecast forecast(RequestClass of, Deadline deadline) {
        return foresight.ofHead(ahead(of, deadline));
    }

    private Backlog ahead(RequestClass of, Deadline deadline) {
        Claim claim = new Claim(of.priority(), of.tenant(), deadline.atNanos(), 0);
        lock.lock();
        try {
            return new Backlog(waiting.size(), waiting.costAheadOf(claim));
        } finally {
            lock.unlock();
        }
    }

    /** How long work would wait that came now and were served after all that waits. */
    public long predictedWaitNanos() {
        Backlog all;
        lock.lock();
        try {
            all = new Backlog(waiting.size(), waiting.costNanos());
        } finally {
            lock.unlock();
        }
        return (long) foresight.waitNanos(all);
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
