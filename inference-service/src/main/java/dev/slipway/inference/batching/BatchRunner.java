package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.telemetry.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batches that left the queue, on the thread that calls; teaches what they took, and tells
 * each work its part of that.
 */
final class BatchRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private static final Refusal TOO_LATE =
            new Refusal(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline passed while the request waited in the queue; allow more time or"
                            + " send fewer requests at once");

    private static final Refusal TOO_NEAR =
            new Refusal(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "when its turn came the request was predicted to end too near its deadline or"
                            + " after it, and others waited; allow more time or send fewer requests"
                            + " at once");

    private static final Refusal COULD_NOT_RUN = Refusal.engineFailed("the model could not be run");

    private final String version;
    private final Engine engine;
    private final WideLane wideLane;
    private final MergeRule rule;
    private final CostModel cost;
    private final WaitEstimate estimate;
    private final KeptPromises promises;
    private final LastLook lastLook;
    private final RunCounters counters;
    private final Supplier<RequestMemory> runMemory;

    /**
     * Of one version.
     *
     * @param version how the log calls it
     * @param runMemory for the inputs and outputs of each run of several works
     */
    BatchRunner(
            String version,
            Engine engine,
            WideLane wideLane,
            MergeRule rule,
            CostModel cost,
            WaitEstimate estimate,
            KeptPromises promises,
            RunCounters counters,
            Supplier<RequestMemory> runMemory) {
        this.version = version;
        this.engine = engine;
        this.wideLane = wideLane;
        this.rule = rule;
        this.cost = cost;
        this.estimate = estimate;
        this.promises = promises;
        this.lastLook = new LastLook(cost);
        this.counters = counters;
        this.runMemory = runMemory;
    }

    /** All their rows, each as wide as the widest. */
    static RunShape shape(List<QueuedWork> works) {
        int rows = 0;
        int width = 1;
        for (QueuedWork work : works) {
            rows += work.rows();
            width = Math.max(width, work.width());
        }
        return new RunShape(rows, width);
    }

    /** Counts a batch that left the queue; one of late works is none. */
    private void count(List<QueuedWork> works, ReleaseReason why) {
        if (works.getFirst().isLate()) {
            return;
        }
        long widths = 0;
        for (QueuedWork work : works) {
            widths += (long) work.rows() * work.width();
        }
        RunShape run = shape(works);
        counters.released(why, run.rows(), widths, (long) run.rows() * run.width());
    }

    /**
     * Nobody is refused for what another one sent: a failed run is repeated by halves until the one
     * to blame is alone. What would end too late while others wait is not run at all.
     */
    void run(Taken batch) {
        List<QueuedWork> worth = worthARun(batch);
        if (worth.isEmpty()) {
            return;
        }
        count(worth, batch.why());
        Engine wide = batch.lone() ? wideLane.borrow() : null;
        if (wide == null) {
            run(worth, batch.why());
            return;
        }
        try {
            runAlone(worth.getFirst(), batch.why(), wide, false);
        } finally {
            wideLane.giveBack();
        }
    }

    /** Alone, beside what runs. */
    void runUrgently(QueuedWork work) {
        count(List.of(work), ReleaseReason.IDLE_ENGINE);
        runAlone(work, ReleaseReason.IDLE_ENGINE, engine, true);
    }

    private List<QueuedWork> worthARun(Taken batch) {
        if (batch.next() == null) {
            return batch.works(); // The engine would do nothing else.
        }
        long nowNanos = counters.now();
        List<QueuedWork> worth = new ArrayList<>(batch.works().size());
        for (QueuedWork work : batch.works()) {
            if (lastLook.isHopeless(work, batch.next(), nowNanos)) {
                promises.waited(
                        work.of(),
                        work.promisedNanos(),
                        work.sinceNanos(nowNanos),
                        cost.nanos(work.shape()));
                work.work().sink().refuse(TOO_NEAR);
            } else {
                worth.add(work);
            }
        }
        return worth;
    }

    private void run(List<QueuedWork> works, ReleaseReason why) {
        if (works.size() == 1) {
            runAlone(works.getFirst(), why, engine, false);
        } else if (!works.isEmpty() && !runMerged(works, why)) {
            int half = works.size() / 2;
            run(stillWanted(works.subList(0, half)), why);
            run(stillWanted(works.subList(half, works.size())), why);
        }
    }

    private static List<QueuedWork> stillWanted(List<QueuedWork> works) {
        return works.stream().filter(BatchRunner::isWanted).toList();
    }

    /** Whether somebody waits for it and it is not late; who waits for a late one is told. */
    private static boolean isWanted(QueuedWork work) {
        if (work.isCancelled()) {
            return false;
        }
        if (work.isLate()) {
            work.work().sink().refuse(TOO_LATE);
            return false;
        }
        return true;
    }

    private void runAlone(QueuedWork work, ReleaseReason why, Engine lane, boolean beside) {
        BufferLease buffers = work.work().request().buffers();
        if (!isWanted(work) || !buffers.tryHold()) {
            return; // A request that let go of its buffers has ended: nobody waits for it.
        }
        try {
            run(lane, work.work().request(), work.work().sink(), List.of(work), why, beside);
        } catch (RuntimeException | Error bug) {
            LOG.error("a run of {} ended unexpectedly", version, bug);
            work.work().sink().refuse(COULD_NOT_RUN);
        } finally {
            buffers.release();
        }
    }

    /** False when its works are to be run again, apart. */
    private boolean runMerged(List<QueuedWork> works, ReleaseReason why) {
        RequestMemory memory = runMemory.get();
        try {
            return runMerged(works, why, memory);
        } finally {
            memory.end();
        }
    }

    private boolean runMerged(List<QueuedWork> works, ReleaseReason why, RequestMemory memory) {
        MergedRun merged;
        long begun = counters.now();
        try {
            merged =
                    new MergedRun(
                            works.stream().map(QueuedWork::work).toList(),
                            rule,
                            memory,
                            counters::now);
        } catch (RuntimeException | Error bug) {
            LOG.error("a merged run of {} could not be put together", version, bug);
            return false;
        }
        long assembled = 0;
        boolean isWhole = false;
        try {
            EngineRequest request = merged.request();
            assembled = counters.now() - begun;
            isWhole = true;
            run(engine, request, merged, works, why, false);
        } catch (RefusedException notNow) {
            merged.refuse(notNow.refusal());
        } catch (RuntimeException | Error bug) {
            LOG.error("a merged run of {} ended unexpectedly", version, bug);
            merged.refuse(COULD_NOT_RUN);
        }
        if (isWhole) {
            counters.merged(shape(works).rows(), assembled, merged.scatteredNanos());
        }
        return !merged.mustRunAlone();
    }

    private void run(
            Engine lane,
            EngineRequest request,
            AnswerSink sink,
            List<QueuedWork> works,
            ReleaseReason why,
            boolean beside) {
        RunShape shape = shape(works);
        start(works, shape.rows(), why);
        Span span = BatchSpan.begin(works, shape.rows(), why);
        TimedRun run =
                new TimedRun(
                        estimate, shape, cost.nanos(shape), beside, sink, works, counters, span);
        try {
            lane.run(request, run);
        } finally {
            run.end();
            double solo = share(run.nanos(), works);
            // A wide run says nothing of what narrow ones take, which batches are made of.
            if (run.isAnswered() && lane.equals(engine)) {
                estimate.took(run.nanos(), solo);
                cost.ran(shape, run.nanos(), run.concurrent());
                counters.costError(cost.error());
            }
        }
    }

    private void start(List<QueuedWork> works, int rows, ReleaseReason why) {
        long now = counters.now();
        for (QueuedWork work : works) {
            if (work.starts(now)) {
                counters.waited(work.waitedNanos());
                promises.waited(
                        work.of(),
                        work.promisedNanos(),
                        work.waitedNanos(),
                        cost.nanos(work.shape()));
            }
            work.work().observer().started(why, rows, work.waitedNanos());
        }
        counters.ran(works.size());
    }

    /**
     * Each work is told its part of a run, by what it was predicted to take alone.
     *
     * @return what all were predicted to take one by one
     */
    private static double share(long nanos, List<QueuedWork> works) {
        double predicted = 0;
        for (QueuedWork work : works) {
            predicted += work.predictedNanos();
        }
        for (QueuedWork work : works) {
            double part = predicted > 0 ? work.predictedNanos() / predicted : 1.0 / works.size();
            work.took((long) (nanos * part));
        }
        return predicted;
    }
}
