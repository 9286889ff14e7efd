package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one version, first come first served, run by threads of its own. Its length is
 * bounded by whoever submits: work comes only from admitted requests, and a request makes a bounded
 * number of works. Merging is greedy and never waits: a free thread takes what is there.
 */
public final class VersionQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionQueue.class);

    private static final Refusal UNLOADED =
            new Refusal(ErrorCode.MISDIRECTED, "this version was unloaded here; ask again");
    private static final Refusal TOO_LATE =
            new Refusal(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline passed while the request waited in the queue; allow more time or"
                            + " send fewer requests at once");

    private static final Refusal COULD_NOT_RUN = Refusal.engineFailed("the model could not be run");

    private final Engine engine;
    private final MergeRule rule;
    private final RunCounters counters;
    private final WaitEstimate estimate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<Work, CancelToken.Registration> waiting = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    public VersionQueue(
            String name, Engine engine, MergeRule rule, int parallelRuns, RunCounters counters) {
        this.engine = engine;
        this.rule = rule;
        this.counters = counters;
        this.estimate = new WaitEstimate(parallelRuns, System::nanoTime);
        for (int i = 0; i < parallelRuns; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("engine-" + name + "-" + i)
                            .start(this::work));
        }
    }

    /** Puts work at the end; the sink is told the end exactly once unless it is cancelled. */
    public void submit(Work work) {
        boolean refused;
        lock.lock();
        try {
            refused = closed;
            if (!closed) {
                waiting.put(work, () -> {});
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
        CancelToken.Registration registration =
                work.request().cancel().onCancel(() -> remove(work));
        lock.lock();
        try {
            waiting.replace(work, registration);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Work work) {
        lock.lock();
        try {
            if (waiting.remove(work) != null) {
                counters.queuedChangedBy(-1);
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (true) {
            List<Work> taken;
            try {
                taken = take();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                return;
            }
            if (taken.isEmpty()) {
                return;
            }
            try {
                if (taken.size() == 1) {
                    runAlone(taken.getFirst());
                } else {
                    runMerged(taken);
                }
            } catch (RuntimeException | Error bug) {
                LOG.error("a run ended unexpectedly", bug);
            }
        }
    }

    /** Waits for work; empty when the queue is closed and nothing waits any more. */
    private List<Work> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                arrived.await();
            }
            List<Work> taken = new ArrayList<>(1);
            Iterator<Work> works = waiting.keySet().iterator();
            Work first = works.next();
            works.remove();
            taken.add(first);
            if (rule.mergesAnything() && !first.request().deadline().isOver()) {
                takeMore(taken, works);
            }
            counters.queuedChangedBy(-taken.size());
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void takeMore(List<Work> taken, Iterator<Work> works) {
        Work first = taken.getFirst();
        int rows = MergeRule.rows(first.request());
        while (rows < rule.maxRows() && works.hasNext()) {
            Work next = works.next();
            int more = MergeRule.rows(next.request());
            if (rows + more <= rule.maxRows()
                    && !next.request().deadline().isOver()
                    && rule.mayJoin(first.request(), next.request())) {
                works.remove();
                taken.add(next);
                rows += more;
            }
        }
    }

    private void runAlone(Work work) {
        if (work.request().cancel().isCancelled()) {
            return;
        }
        if (work.request().deadline().isOver()) {
            work.sink().refuse(TOO_LATE);
            return;
        }
        try {
            work.started().run();
            counters.ran(1);
            run(work.request(), work.sink(), 1);
        } catch (RuntimeException | Error bug) {
            LOG.error("a run ended unexpectedly", bug);
            work.sink().refuse(COULD_NOT_RUN);
        }
    }

    private void run(EngineRequest request, AnswerSink sink, int works) {
        EstimatedRun run = new EstimatedRun(estimate, sink, works);
        try {
            engine.run(request, run);
        } finally {
            run.end();
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

    /** Nobody is refused for what another one sent: a failed run is repeated part by part. */
    private void runMerged(List<Work> taken) {
        MergedRun merged = new MergedRun(taken);
        try {
            taken.forEach(work -> work.started().run());
            counters.ran(taken.size());
            run(merged.request(), merged, taken.size());
        } catch (RuntimeException | Error bug) {
            LOG.error("a merged run ended unexpectedly", bug);
            merged.refuse(COULD_NOT_RUN);
        }
        if (merged.mustRunAlone()) {
            taken.forEach(this::runAlone);
        }
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
