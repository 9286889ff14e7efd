package dev.slipway.inference.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads on which all versions of a replica run their batches. A replica has two such lots: one
 * whose slots take turns ({@link #ready}), and one for urgent slots ({@link #urgently}); neither is
 * asked for what the other one does ({@link RunThreads}).
 *
 * <p>A version has as many slots as runs of it may go on at once. A slot whose version has work
 * stands in the ready line, once; the next worker takes it, runs one batch, and puts it at the end
 * of the line again where more is ready. So versions take turns, and under load no thread is woken
 * for a run: who is awake goes on with the next version.
 *
 * <ul>
 *   <li>While runs are short no more of them go on than there are processors, or slots of the
 *       version that has most.
 *   <li>A run that takes longer than {@link #LONG_RUN_NANOS} counts no more, so that another may go
 *       on beside it: nobody waits for the end of another version's long run.
 *   <li>Each slot brings a thread along. So there are never too few, and none has to be started for
 *       a request; most of them sleep.
 *   <li>A slot whose version holds its batch back is in no line, and no thread waits for it alone.
 * </ul>
 *
 * <p>Nothing waits for ever. Whatever changes what may run calls as many sleepers as may find a
 * slot, less those that are on their way, and less what those that are awake take within {@link
 * #SHORT_WAIT_NANOS} as turns of late were. What stays in the line can be taken when a run ends, by
 * its thread; or when a run becomes long, or a held slot is due, and for that a sleeper keeps the
 * time. There is one: a slot that waits has brought a thread that runs nothing, and unless it is on
 * its way it sleeps, or is about to look at the line before it does. Nothing is left to who is
 * awake unless the sleeper looks in time.
 *
 * <p>One lock guards all of it, and nothing that waits is called under it. It may be taken under
 * the lock of a queue, never the other way round.
 */
public final class EngineWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(EngineWorkers.class);

    /**
     * From then on a run is long: 1 ms. Somebody looks as often while a slot waits, so that no run
     * keeps others waiting for more than about twice that, however long it takes.
     */
    static final long LONG_RUN_NANOS = 1_000_000;

    /** A slot waits about so long, 125 µs, rather than have a thread woken for it. */
    static final long SHORT_WAIT_NANOS = LONG_RUN_NANOS / 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final int processors;
    private final LongSupplier nanoTime;
    private final Executor threads;
    private final List<Loan> loans = new ArrayList<>();
    private final ReadyLine line = new ReadyLine();
    private final SleepingWorkers sleeping = new SleepingWorkers();
    private int slots;
    private int workers;

    /**
     * No threads yet: those who need some bring them.
     *
     * @param processors how many short runs go on at once
     * @param nanoTime the clock by which runs are long and held slots due
     * @param threads each work is given one of its own, or none and an error is thrown
     */
    EngineWorkers(int processors, LongSupplier nanoTime, Executor threads) {
        this.processors = processors;
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    /** What one version has of the workers. */
    final class Loan {
        private final int parallel;
        private final int brought;

        private Loan(int parallel, int brought) {
            this.parallel = parallel;
            this.brought = brought;
        }

        /** Once none of its slots waits or runs: as many threads end, soon. Again does nothing. */
        void giveBack() {
            lock.lock();
            try {
                if (loans.remove(this)) {
                    recount();
                    sleeping.dismiss(workers - slots);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Room for the slots of one version, each with a thread that runs from now on. Where a thread
     * cannot be started there are none, and what that threw is thrown.
     *
     * @param parallel slots of {@link #ready}
     * @param beside slots of {@link #urgently}
     */
    Loan lend(int parallel, int beside) {
        Loan loan = new Loan(parallel, parallel + beside);
        lock.lock();
        try {
            loans.add(loan);
            recount();
        } finally {
            lock.unlock();
        }
        boolean isWhole = false;
        try {
            for (int i = 0; i < loan.brought; i++) {
                start();
            }
            isWhole = true;
        } finally {
            if (!isWhole) {
                loan.giveBack();
            }
        }
        return loan;
    }

    private void recount() {
        slots = 0;
        int parallel = processors;
        for (Loan loan : loans) {
            slots += loan.brought;
            parallel = Math.max(parallel, loan.parallel);
        }
        line.shortRuns(parallel);
    }

    /** Not under the lock: requests of other versions would wait for it. */
    private void start() {
        EngineWorker worker = new EngineWorker(lock.newCondition());
        changeWorkers(1);
        boolean isStarted = false;
        try {
            threads.execute(() -> work(worker));
            isStarted = true;
        } finally {
            if (!isStarted) {
                changeWorkers(-1);
            }
        }
    }

    private void changeWorkers(int change) {
        lock.lock();
        try {
            workers += change;
        } finally {
            lock.unlock();
        }
    }

    /** The time by their clock. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Whether slots of other sources wait or run, or did a moment ago. */
    boolean haveOthersThan(BatchSource source) {
        return locked(() -> line.hasOthersThan(source, nanoTime.getAsLong()));
    }

    /** Slots of a source may run: each has one turn, and more as {@link BatchSource} says. */
    void ready(BatchSource source, int count) {
        lock.lock();
        try {
            line.add(source, count);
            callOthers(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** A slot runs at once, before all others and beside what runs. */
    void urgently(BatchSource source) {
        lock.lock();
        try {
            line.addUrgent(source);
            callOthers(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The slot whose turn it is waits for a time, unless one of the same source does already. Only
     * from within a turn, and under the lock of what decides it: the worker that calls looks at the
     * time before it sleeps, and {@link #hasten} comes after this or before the decision.
     *
     * @return whether this slot waits; false where another one does, not longer than so
     */
    boolean hold(BatchSource source, long nanos) {
        return locked(() -> line.hold(source, nanoTime.getAsLong() + nanos));
    }

    /** The slot that waits for a time does so no more, where there is one: it is ready. */
    void hasten(BatchSource source) {
        lock.lock();
        try {
            if (line.hasten(source)) {
                callOthers(nanoTime.getAsLong());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Threads that run a batch, or look for one. */
    public int awake() {
        return locked(() -> workers - sleeping.count());
    }

    /** Threads that have nothing to run. */
    public int asleep() {
        return locked(sleeping::count);
    }

    /** Slots that wait for a thread. */
    public int slotsWaiting() {
        return locked(line::size);
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    private void work(EngineWorker self) {
        BatchSource source = next(self, null);
        while (source != null) {
            boolean again = false;
            try {
                again = source.runNext();
            } catch (RuntimeException | Error bug) {
                LOG.error("a turn ended unexpectedly", bug);
            }
            // An interruption was meant for the run that is over.
            var _ = Thread.interrupted();
            source = next(self, again ? source : null);
        }
    }

    /**
     * Ends the turn of a worker, and waits until it has another one; null where it is not needed.
     *
     * @param again whose slot it had, where more is ready there
     */
    private @Nullable BatchSource next(EngineWorker self, @Nullable BatchSource again) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            line.end(self, again, now);
            self.keptTime = false;
            while (true) {
                line.addWhatIsDue(now);
                BatchSource source = line.begin(self, now);
                if (source != null || workers > slots) {
                    workers -= source == null ? 1 : 0;
                    callOthers(now);
                    return source;
                }
                sleeping.sleep(self, line.size(), line.nanosToDue(now), now);
                now = nanoTime.getAsLong();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What may run now, beside what the caller took, finds a thread; the rest a timekeeper. */
    private void callOthers(long now) {
        int wanted = wanted(now);
        boolean isCalled = true;
        while (isCalled && sleeping.onTheWay() < wanted) {
            isCalled = sleeping.call();
        }
        sleeping.keepTime(line.size(), line.nanosToDue(now), now);
    }

    private int wanted(long now) {
        int all = line.mayStart(0, now);
        int onTheWay = sleeping.onTheWay();
        int soon = onTheWay < all ? line.takenSoon(onTheWay, now) : 0;
        if (soon == 0) {
            return all;
        }
        sleeping.goOnLooking();
        return sleeping.looksSoon(now) ? line.mayStart(soon, now) : all;
    }
}
