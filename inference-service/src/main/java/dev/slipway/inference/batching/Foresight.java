package dev.slipway.inference.batching;

import dev.slipway.inference.admission.Forecast;
import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import java.util.List;

/** Predicts for requests of one version how long they would wait and run. */
final class Foresight {
    /** From so many runs on, predictions are believed enough to refuse somebody. */
    private static final int RUNS_TO_BELIEVE = 16;

    private static final double WEIGHT_OF_NEWEST = 1.0 / 16;

    private final MergeRule rule;
    private final SplitRule splitRule;
    private final CostModel cost;
    private final WaitEstimate estimate;
    private volatile Demand usual = Demand.NONE;

    /**
     * What a queue holds at a moment.
     *
     * @param works that wait, all of them
     * @param aheadNanos predicted time of those that go before the one that is asked about, one by
     *     one
     */
    record Backlog(int works, long aheadNanos) {}

    Foresight(MergeRule rule, SplitRule splitRule, CostModel cost, WaitEstimate estimate) {
        this.rule = rule;
        this.splitRule = splitRule;
        this.cost = cost;
        this.estimate = estimate;
    }

    /** For the works of one request, all together; it teaches what requests ask for. */
    Forecast ofWorks(List<Work> works, Backlog backlog) {
        Demand demand = demand(works);
        Demand before = usual;
        // Of two that come at once one may be left out of it.
        usual = before.soloNanos() == 0 ? demand : before.movedTo(demand, WEIGHT_OF_NEWEST);
        Standing next = backlog.aheadNanos() == 0 ? Standing.NEXT : Standing.BEHIND;
        return forecast(next, backlog, estimate.runNanos(demand));
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
     * For a request of which only the head is known: it is taken to ask for what requests lately
     * did, but to run no longer than it waits. So a short one is not refused for what others sent
     * where hardly anything waits; and none is told that its deadline is out of reach.
     */
    Forecast ofHead(Backlog backlog) {
        double run = Math.min(estimate.runNanos(usual), waitNanos(backlog));
        return forecast(Standing.BEHIND, backlog, run);
    }

    private Forecast forecast(Standing busy, Backlog backlog, double runNanos) {
        Standing standing = busy;
        if (cost.runs() < RUNS_TO_BELIEVE) {
            standing = Standing.UNKNOWN;
        } else if (estimate.isIdle(backlog.works())) {
            standing = Standing.IDLE;
        }
        return new Forecast(standing, waitNanos(backlog), runNanos, cost.error(), cost.spread());
    }

    double waitNanos(Backlog backlog) {
        return estimate.waitNanos(backlog.works(), backlog.aheadNanos());
    }
}
