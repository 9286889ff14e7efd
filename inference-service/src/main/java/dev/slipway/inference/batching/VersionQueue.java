package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Forecast;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.batching.Arrivals.Arrival;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Hold;
import dev.slipway.inference.batching.Foresight.Backlog;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.queueing.Claim;
import dev.slipway.inference.queueing.WorkQueue;
import dev.slipway.inference.refusal.Refusal;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one version, in the order of {@link WorkQueue}, run by threads of its own. Its length
 * is bounded by whoever submits: work comes only from admitted requests, and a request makes a
 * bounded number of works. What a free thread takes, or how long it leaves it, is decided by {@link
 * NextBatch}. What is more urgent than all that runs may go another way: {@link UrgentRuns}.
 */
public final class VersionQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionQueue.class);

    private static final Refusal UNLOADED =
            new Refusal(ErrorCode.MISDIRECTED, "this version was unloaded here; ask again");

    private final RunCounters counters;
    private final boolean mayHold;
    private final Arrivals arrivals;
    private final NextBatch nextBatch;
    private final BatchRunner runner;
    private final WaitEstimate estimate;
    private final Foresight foresight;
    private final KeptPromises promises = new KeptPromises();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final WorkQueue<QueuedWork> waiting = new WorkQueue<>();
    private final int parallelRuns;
    private final UnderWay underWay;
    private final UrgentRuns urgent;
    private final Displacement displacement;
    private final EngineThreads threads = new EngineThreads();
    private boolean closed;

    /** One whose runs are not charged for their inputs. */
    public VersionQueue(
            String name,
            Engine engine,
            MergeRule rule,
            CostModel cost,
            WideLane wideLane,
            int parallelRuns,
            RunCounters counters) {
        this(
                name,
                engine,
                rule,
                cost,
                wideLane,
                parallelRuns,
                false,
                counters,
                RequestMemory::unbounded);
    }

    /**
     * Its threads run from now on.
     *
     * @param cost taught by every run that gives an answer
     * @param wideLane for requests of one work that find nothing else waiting or running
     * @param parallelRuns threads, of which each runs one batch at a time
     * @param runsUrgentBeside whether one more run may go on where it is more urgent than the
     *     others
     * @param runMemory for the inputs of each run of several works
     */
    public VersionQueue(
            String name,
            Engine engine,
            MergeRule rule,
            CostModel cost,
            WideLane wideLane,
            int parallelRuns,
            boolean runsUrgentBeside,
            RunCounters counters,
            Supplier<RequestMemory> runMemory) {
        SplitRule splitRule = new SplitRule(rule, cost, engine.quantisesDynamically());
        this.counters = counters;
        this.mayHold = rule.fixed() != null;
        this.arrivals = new Arrivals(rule, splitRule, cost, counters, this::enter);
        this.nextBatch = new NextBatch(rule, cost, counters::now);
        this.parallelRuns = parallelRuns;
        this.underWay = new UnderWay(parallelRuns);
        this.estimate = new WaitEstimate(parallelRuns, counters::now);
        this.runner =
                new BatchRunner(
                        engine, wideLane, rule, cost, estimate, promises, counters, runMemory);
        this.foresight = new Foresight(rule, splitRule, cost, estimate, promises, wideLane);
        this.urgent = new UrgentRuns(lock, waiting, underWay, runner, counters);
        this.displacement = new Displacement(lock, waiting, this::leave);
        try {
            for (int i = 0; i < parallelRuns; i++) {
                threads.start(name + "-" + i, this::work);
            }
            if (runsUrgentBeside && rule.fixed() == null) {
                threads.start(name + "-urgent", urgent::work);
            }
        } catch (RuntimeException | Error noThread) {
            close();
            throw noThread;
        }
    }

    /** Puts in the only work of a request, as {@link #submit(List)} does. */
    public void submit(Work work) {
        submit(List.of(work));
    }

    /**
     * Puts all works of one request into the queue at one moment, in their order, so that the run
     * that takes the first one finds all others; each sink is told the end exactly once unless it
     * is cancelled. One of several never has the wide lane.
     *
     * @param works the lock is held while all of them are put in: 2,048 of a request of texts at
     *     most
     */
    public void submit(List<Work> works) {
        arrivals.come(works);
    }

    private void enter(List<Arrival> all) {
        boolean refused;
        lock.lock();
        try {
            refused = closed;
            if (!closed) {
                for (Arrival one : all) {
                    one.queued().promised(foresight.waitNanos(ahead(one.claim())));
                    one.queued().stands(waiting.add(one.queued(), one.claim()));
                }
                counters.queuedChangedBy(all.size());
                wake(all.size());
                urgent.call();
            }
        } finally {
            lock.unlock();
        }
        for (Arrival one : all) {
            Work work = one.queued().work();
            if (refused) {
                work.sink().refuse(UNLOADED);
            } else {
                // Outside the lock: a token that is already cancelled calls back at once.
                one.queued().leavesBy(work.request().cancel().onCancel(() -> remove(one.queued())));
            }
        }
    }

    /** As many threads as there can be runs of that many works. */
    private void wake(int works) {
        for (int woken = 0; woken < Math.min(works, parallelRuns); woken++) {
            arrived.signal();
        }
    }

    private void remove(QueuedWork work) {
        lock.lock();
        try {
            leave(work);
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: takes a work out, unless it waits no more. */
    private void leave(QueuedWork work) {
        if (waiting.remove(work.place())) {
            counters.queuedChangedBy(-1);
            work.leavesUnserved(counters.now(), promises);
            if (mayHold && waiting.size() > 0) {
                // Without it others may be ready together, or due earlier.
                arrived.signal();
            }
        }
    }

    /**
     * Takes all works of the request out that is entitled least, where that is less than a newcomer
     * is of which only the head is known. From then on it is not run: its {@link Party#owner} has
     * to pass its place on and is refused.
     *
     * @param places how many requests of a tenant there are, those included that do not wait here;
     *     asked under the lock
     * @return null where nobody makes room: what waits is worth more, or has begun
     */
    public @Nullable Party makeRoom(
            RequestClass newcomer, Deadline deadline, ToIntFunction<String> places) {
        return displacement.displaced(newcomer, deadline, places);
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
                runner.run(batch);
            } catch (RuntimeException | Error bug) {
                LOG.error("a run ended unexpectedly", bug);
            } finally {
                over(batch.works());
            }
        }
    }

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
            work.begins();
        }
        counters.queuedChangedBy(-release.works().size());
        if (mayHold && waiting.size() > 0) {
            // This thread, which may have been the one that timed what stays, is busy from now on.
            arrived.signal();
        }
        boolean lone =
                release.works().size() == 1
                        && release.works().getFirst().isWholeRequest()
                        && waiting.size() == 0
                        && estimate.running() == 0;
        underWay.begins(release.works().getFirst().priority());
        urgent.call();
        QueuedWork next = waiting.size() == 0 ? null : waiting.next(1).getFirst().work();
        return new Taken(release.works(), release.why(), lone, next);
    }

    /** What works really took is charged to their tenants, nothing where they never ran. */
    private void over(List<QueuedWork> works) {
        lock.lock();
        try {
            underWay.ends(works.getFirst().priority());
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
        return foresight.ofHead(of, ahead(of, deadline));
    }

    private Backlog ahead(RequestClass of, Deadline deadline) {
        Claim claim = new Claim(of.priority(), of.tenant(), deadline.atNanos(), 0);
        lock.lock();
        try {
            return ahead(claim);
        } finally {
            lock.unlock();
        }
    }

    private Backlog ahead(Claim claim) {
        boolean isOutranked = urgent.areFreeFor(claim.priority());
        return new Backlog(waiting.size(), waiting.costAheadOf(claim), isOutranked);
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
            urgent.close();
        } finally {
            lock.unlock();
        }
        threads.join();
    }
}
