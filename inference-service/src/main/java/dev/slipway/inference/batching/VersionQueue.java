package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Forecast;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.batching.Arrivals.Arrival;
import dev.slipway.inference.batching.Foresight.Backlog;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.queueing.Claim;
import dev.slipway.inference.queueing.WorkQueue;
import dev.slipway.inference.refusal.Refusal;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The work of one version, in the order of {@link WorkQueue}, run in slots of its own on threads
 * that all versions share. Its length is bounded by whoever submits: work comes only from admitted
 * requests, and a request makes a bounded number of works. What a free slot takes, or how long it
 * leaves it, is decided by {@link NextBatch}. What is more urgent than all that runs may go another
 * way: {@link UrgentRuns}.
 */
public final class VersionQueue implements AutoCloseable {
    private static final Refusal UNLOADED =
            new Refusal(ErrorCode.MISDIRECTED, "this version was unloaded here; ask again");

    private final RunCounters counters;
    private final Arrivals arrivals;
    private final Foresight foresight;
    private final KeptPromises promises = new KeptPromises();
    private final ReentrantLock lock = new ReentrantLock();
    private final WorkQueue<QueuedWork> waiting = new WorkQueue<>();
    private final VersionSlots slots;
    private final UrgentRuns urgent;
    private final Displacement displacement;
    private final EngineWorkers.Loan threads;
    private final EngineWorkers.Loan urgentThreads;

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

    /** One that shares its threads with no other version. */
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
        this(
                name,
                engine,
                rule,
                cost,
                wideLane,
                RunThreads.of(new BatchingSettings(0), System::nanoTime),
                parallelRuns,
                runsUrgentBeside,
                counters,
                runMemory);
    }

    /**
     * Its slots are open from now on. What is thrown where their threads cannot be started is
     * thrown here.
     *
     * @param name how the log calls the version
     * @param cost taught by every run that gives an answer
     * @param wideLane for requests of one work that find nothing else waiting or running
     * @param threads that run its batches
     * @param parallelRuns slots, each of which runs one batch at a time
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
            RunThreads threads,
            int parallelRuns,
            boolean runsUrgentBeside,
            RunCounters counters,
            Supplier<RequestMemory> runMemory) {
        SplitRule splitRule = new SplitRule(rule, cost, engine.quantisesDynamically());
        WaitEstimate estimate = new WaitEstimate(parallelRuns, counters::now);
        UnderWay underWay = new UnderWay(parallelRuns);
        NextBatch next = new NextBatch(rule, cost, counters::now);
        Departures departures = new Departures(waiting, next, underWay, estimate, counters);
        BatchRunner runner =
                new BatchRunner(
                        name, engine, wideLane, rule, cost, estimate, promises, counters,
                        runMemory);
        boolean mayHold = rule.fixed() != null;
        boolean offersUrgent = runsUrgentBeside && !mayHold;
        this.counters = counters;
        this.arrivals = new Arrivals(rule, splitRule, cost, counters, this::enter);
        this.foresight =
                new Foresight(
                        rule, splitRule, cost, estimate, promises, wideLane, next::wantedNanos);
        this.urgent =
                new UrgentRuns(
                        name,
                        lock,
                        waiting,
                        underWay,
                        runner,
                        counters,
                        threads.urgent(),
                        offersUrgent);
        this.slots =
                new VersionSlots(
                        name,
                        lock,
                        departures,
                        runner,
                        urgent,
                        threads.ordinary(),
                        parallelRuns,
                        mayHold);
        this.displacement = new Displacement(lock, waiting, this::leave);
        this.threads = threads.ordinary().lend(parallelRuns, 0);
        this.urgentThreads = urgentThread(threads.urgent(), offersUrgent ? 1 : 0);
    }

    private EngineWorkers.Loan urgentThread(EngineWorkers workers, int count) {
        boolean isLent = false;
        try {
            EngineWorkers.Loan loan = workers.lend(0, count);
            isLent = true;
            return loan;
        } finally {
            if (!isLent) {
                threads.giveBack();
            }
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
        int claimed = 0;
        boolean urgently = false;
        lock.lock();
        try {
            refused = slots.isClosed();
            if (!refused) {
                for (Arrival one : all) {
                    long aheadNanos = waiting.costAheadOf(one.claim());
                    Backlog backlog = new Backlog(waiting.size(), aheadNanos);
                    one.queued().promised(foresight.waitNanos(backlog));
                    one.queued().stands(waiting.add(one.queued(), one.claim()));
                }
                counters.queuedChangedBy(all.size());
                urgently = urgent.claim();
                claimed = slots.claim(all.size());
            }
        } finally {
            lock.unlock();
        }
        try {
            slots.send(claimed, all.size());
        } finally {
            if (urgently) {
                urgent.send();
            }
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
            slots.lookAgain();
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
        return foresight.ofHead(of, deadline.nanosLeft(), ahead(of, deadline));
    }

    private Backlog ahead(RequestClass of, Deadline deadline) {
        Claim claim = new Claim(of.priority(), of.tenant(), deadline.atNanos(), 0);
        lock.lock();
        try {
            boolean isOutranked = urgent.areFreeFor(claim.priority());
            return new Backlog(waiting.size(), waiting.costAheadOf(claim), isOutranked);
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
        slots.close();
        urgent.close();
        threads.giveBack();
        urgentThreads.giveBack();
    }
}
