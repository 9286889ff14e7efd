package dev.slipway.inference.batching;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import java.util.List;
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

    private static final Refusal COULD_NOT_RUN = Refusal.engineFailed("the model could not be run");

    private final Engine engine;
    private final MergeRule rule;
    private final CostModel cost;
    private final WaitEstimate estimate;
    private final RunCounters counters;

    BatchRunner(
            Engine engine,
            MergeRule rule,
            CostModel cost,
            WaitEstimate estimate,
            RunCounters counters) {
        this.engine = engine;
        this.rule = rule;
        this.cost = cost;
        this.estimate = estimate;
        this.counters = counters;
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

    /**
     * Nobody is refused for what another one sent: a failed run is repeated by halves until the one
     * to blame is alone.
     */
    void run(List<QueuedWork> works) {
        if (works.size() == 1) {
            runAlone(works.getFirst());
        } else if (!works.isEmpty() && !runMerged(works)) {
            int half = works.size() / 2;
            run(stillWanted(works.subList(0, half)));
            run(stillWanted(works.subList(half, works.size())));
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

    private void runAlone(QueuedWork work) {
        if (!isWanted(work)) {
            return;
        }
        try {
            work.work().started().run();
            counters.ran(1);
            run(work.work().request(), work.work().sink(), List.of(work));
        } catch (RuntimeException | Error bug) {
            LOG.error("a run ended unexpectedly", bug);
            work.work().sink().refuse(COULD_NOT_RUN);
        }
    }

    /** False when its works are to be run again, apart. */
    private boolean runMerged(List<QueuedWork> works) {
        MergedRun merged;
        try {
            merged = new MergedRun(works.stream().map(QueuedWork::work).toList(), rule);
        } catch (RuntimeException | Error bug) {
            LOG.error("a merged run could not be put together", bug);
            return false;
        }
        try {
            works.forEach(work -> work.work().started().run());
            counters.ran(works.size());
            run(merged.request(), merged, works);
        } catch (RuntimeException | Error bug) {
            LOG.error("a merged run ended unexpectedly", bug);
            merged.refuse(COULD_NOT_RUN);
        }
        return !merged.mustRunAlone();
    }

    private void run(EngineRequest request, AnswerSink sink, List<QueuedWork> works) {
        TimedRun run = new TimedRun(estimate, sink, works.size());
        try {
            engine.run(request, run);
        } finally {
            run.end();
            share(run.nanos(), works);
            if (run.isAnswered()) {
                cost.ran(shape(works), run.nanos(), run.concurrent());
                counters.costError(cost.error());
            }
        }
    }

    /** Each work is told its part of a run, by what it was predicted to take alone. */
    private static void share(long nanos, List<QueuedWork> works) {
        double predicted = 0;
        for (QueuedWork work : works) {
            predicted += work.predictedNanos();
        }
        for (QueuedWork work : works) {
            double part = predicted > 0 ? work.predictedNanos() / predicted : 1.0 / works.size();
            work.took((long) (nanos * part));
        }
    }
}
