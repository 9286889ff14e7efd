package dev.slipway.inference.batching;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.admission.Forecast;
import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.WideLane;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Predicts for requests of one version how long they would wait and run. */
final class Foresight {
    /** From so many runs on, predictions are believed enough to refuse somebody. */
    static final int RUNS_TO_BELIEVE = 16;

    /** What part of the time that is left a shared run may cost who waits for one. */
    private static final int SHARED_PART = 4;

    private final MergeRule rule;
    private final SplitRule splitRule;
    private final CostModel cost;
    private final WaitEstimate estimate;
    private final KeptPromises promises;
    private final WideLane wideLane;
    private final DoubleSupplier sharedNanos;
    private final long delayNanos;

    /**
     * What a queue holds at a moment.
     *
     * @param works that wait, all of them
     * @param aheadNanos predicted time of those that go before the one that is asked about, one by
     *     one
     * @param isOutranked whether what runs is less urgent and need not be waited for
     */
    record Backlog(int works, long aheadNanos, boolean isOutranked) {
        Backlog(int works, long aheadNanos) {
            this(works, aheadNanos, false);
        }
    }

    /**
     * Of one version.
     *
     * @param sharedNanos what a run takes that works share as far as that pays, or 0
     */
    Foresight(
            MergeRule rule,
            SplitRule splitRule,
            CostModel cost,
            WaitEstimate estimate,
            KeptPromises promises,
            WideLane wideLane,
            DoubleSupplier sharedNanos) {
        this.rule = rule;
        this.splitRule = splitRule;
        this.cost = cost;
        this.estimate = estimate;
        this.promises = promises;
        this.wideLane = wideLane;
        this.sharedNanos = sharedNanos;
        FixedBatching fixed = rule.fixed();
        this.delayNanos = fixed == null ? 0 : FixedBatcher.delayNanos(fixed);
    }

    /** For the works of one request, all together. */
    Forecast ofWorks(List<Work> works, Backlog backlog) {
        Standing next = backlog.aheadNanos() == 0 ? Standing.NEXT : Standing.BEHIND;
        long leftNanos = works.getFirst().request().deadline().nanosLeft();
        double runNanos = estimate.runNanos(demand(works));
        if (next == Standing.BEHIND) {
            runNanos = Math.max(runNanos, sharedNanos(leftNanos));
        }
        double error = error(works.getFirst().of());
        return forecast(next, backlog, heldNanos(runNanos, leftNanos, error), runNanos, error);
    }

    /**
     * How long it is held where the package fixes a delay. That alone makes nobody late: who cannot
     * be held until the delay is over is released in time, which is a nanosecond before it would
     * count as late.
     */
    private double heldNanos(double runNanos, long leftNanos, double error) {
        double spare = (leftNanos - runNanos * cost.spread()) / (1 + error);
        return Math.clamp(spare - 1, 0, (double) delayNanos);
    }

    private Demand demand(List<Work> works) {
        Demand demand = Demand.NONE;
        for (Work work : works) {
            RunShape shape = rule.shape(work.request());
            int parts = splitRule.parts(work.request(), shape);
            demand = demand.and(cost.nanos(shape), parts);
        }
        return demand;
    }

    /**
     * For a request of which only the head is known: by its wait, and behind others by the run that
     * it would share with some. So none is told that its deadline is out of reach.
     */
    Forecast ofHead(RequestClass of, long leftNanos, Backlog backlog) {
        double runNanos = backlog.aheadNanos() == 0 ? 0 : sharedNanos(leftNanos);
        return forecast(Standing.BEHIND, backlog, 0, runNanos, error(of));
    }

    /**
     * Whoever waits behind others runs with some of them: what is let in only just in time to run
     * alone would forbid every run that is larger, and less would be done in the same time. A part
     * of the time that it has left is the most that it loses by that.
     */
    private double sharedNanos(long leftNanos) {
        double most = (double) Math.max(0, leftNanos) / (SHARED_PART * cost.spread());
        return Math.clamp(sharedNanos.getAsDouble(), 0, most);
    }

    /** How far off a wait may be: by what runs take, or by what came later and went before. */
    private double error(RequestClass of) {
        return Math.max(cost.error(), promises.factor(of) - 1);
    }

    private Forecast forecast(
            Standing busy, Backlog backlog, double heldNanos, double runNanos, double error) {
        Standing standing = busy;
        if (cost.runs() < RUNS_TO_BELIEVE) {
            standing = Standing.UNKNOWN;
        } else if (estimate.isIdle(backlog.works()) || mayRunWide(backlog)) {
            standing = Standing.IDLE;
        }
        double waitNanos = Math.max(engineWaitNanos(backlog), heldNanos);
        return new Forecast(standing, waitNanos, runNanos, error, cost.spread());
    }

    /**
     * Whether it need not wait for what runs, or one run is over until it has every processor. What
     * that takes is never learned, so that what is predicted of narrow runs would refuse it for
     * good.
     */
    private boolean mayRunWide(Backlog backlog) {
        return backlog.isOutranked()
                || (backlog.works() == 0 && estimate.running() == 1 && wideLane.isOpen());
    }

    /** Of work that has all the time it needs: a delay goes by while it waits for an engine. */
    double waitNanos(Backlog backlog) {
        return Math.max(engineWaitNanos(backlog), (double) delayNanos);
    }

    private double engineWaitNanos(Backlog backlog) {
        return estimate.waitNanos(backlog.works(), backlog.aheadNanos());
    }
}
