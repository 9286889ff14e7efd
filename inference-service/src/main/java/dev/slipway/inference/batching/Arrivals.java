package dev.slipway.inference.batching;

import dev.slipway.inference.batching.QueuedWork.Extent;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.queueing.Claim;
import dev.slipway.inference.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes of a request's works what enters the queue: each of them whole or in parts, with what it
 * claims there. All of it is made before the first one enters, so that they enter at one moment:
 * else a free thread would run the first one alone while its company is still being made.
 */
final class Arrivals {
    private final MergeRule rule;
    private final SplitRule splitRule;
    private final CostModel cost;
    private final RunCounters counters;
    private final Consumer<List<Arrival>> queue;

    /** A work that is ready to enter. */
    record Arrival(QueuedWork queued, Claim claim) {}

    /**
     * Arrivals at one queue.
     *
     * @param queue takes all that enters at one moment
     */
    Arrivals(
            MergeRule rule,
            SplitRule splitRule,
            CostModel cost,
            RunCounters counters,
            Consumer<List<Arrival>> queue) {
        this.rule = rule;
        this.splitRule = splitRule;
        this.cost = cost;
        this.counters = counters;
        this.queue = queue;
    }

    /** All works of one request come now, in this order. */
    void come(List<Work> works) {
        come(works, works.size() == 1 ? Extent.WHOLE_REQUEST : Extent.ONE_OF_SEVERAL);
    }

    private void come(List<Work> works, Extent extent) {
        long nowNanos = counters.now();
        List<Arrival> all = new ArrayList<>(works.size());
        for (Work work : works) {
            Refusal refusal = splitRule.refusal(work.request());
            if (refusal != null) {
                work.sink().refuse(refusal);
                continue;
            }
            RunShape shape = rule.shape(work.request());
            int parts = splitRule.parts(work.request(), shape);
            if (parts == 1) {
                all.add(arrival(work, shape, nowNanos, extent));
            } else {
                addParts(work, parts, shape.width(), nowNanos, extent, all);
            }
        }
        if (!all.isEmpty()) {
            queue.accept(all);
        }
    }

    private void addParts(
            Work work, int parts, int width, long nowNanos, Extent extent, List<Arrival> all) {
        for (Work part : SplitRun.parts(work, parts, whole -> comeUnsplit(whole, extent))) {
            RunShape own = new RunShape(MergeRule.rows(part.request()), width);
            all.add(arrival(part, own, nowNanos, Extent.PART));
        }
    }

    private void comeUnsplit(Work work, Extent extent) {
        splitRule.splitNothingForTime();
        Refusal refusal = splitRule.refusalWhole(work.request());
        if (refusal == null) {
            come(List.of(work), extent);
        } else {
            work.sink().refuse(refusal);
        }
    }

    private Arrival arrival(Work work, RunShape shape, long nowNanos, Extent extent) {
        Claim claim =
                new Claim(
                        work.of().priority(),
                        work.of().tenant(),
                        work.request().deadline().atNanos(),
                        (long) cost.nanos(shape));
        return new Arrival(new QueuedWork(work, shape, nowNanos, extent), claim);
    }
}
