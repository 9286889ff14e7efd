package dev.slipway.inference.batching;

import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import java.util.ArrayList;
import java.util.List;

/** How large works of one version are, and into how many parts a long one is split. */
final class WorkSizes {
    /** A work that takes longer than this is split, so that others run in between and beside. */
    private static final double LONG_NANOS = 50e6;

    /** About how long a part of it takes. */
    private static final double PART_NANOS = 20e6;

    private static final int MOST_PARTS = 64;

    private final MergeRule rule;
    private final CostModel cost;

    /** A work, or a part of one, as it is queued. */
    record Sized(Work work, RunShape shape) {}

    WorkSizes(MergeRule rule, CostModel cost) {
        this.rule = rule;
        this.cost = cost;
    }

    /** What a work is queued as: itself, or its parts. */
    List<Sized> sized(Work work) {
        RunShape shape = shape(work);
        int parts = parts(work, shape, cost.nanos(shape));
        if (parts == 1) {
            return List.of(new Sized(work, shape));
        }
        List<Sized> sized = new ArrayList<>(parts);
        for (Work part : SplitRun.parts(work, parts)) {
            int rows = MergeRule.rows(part.request());
            sized.add(new Sized(part, new RunShape(rows, shape.width())));
        }
        return sized;
    }

    /** What works ask for together. */
    Demand demand(List<Work> works) {
        Demand demand = Demand.NONE;
        for (Work work : works) {
            RunShape shape = shape(work);
            double nanos = cost.nanos(shape);
            demand = demand.and(nanos, parts(work, shape, nanos));
        }
        return demand;
    }

    private RunShape shape(Work work) {
        return new RunShape(MergeRule.rows(work.request()), rule.width(work.request()));
    }

    private int parts(Work work, RunShape shape, double nanos) {
        boolean isLong = shape.rows() > 1 && rule.mergesAnything() && nanos > LONG_NANOS;
        if (!isLong || !rule.mayJoin(work.request(), work.request())) {
            return 1;
        }
        int parts = (int) Math.min(Math.ceil(nanos / PART_NANOS), MOST_PARTS);
        return Math.min(parts, shape.rows());
    }
}
