package dev.slipway.inference.batching;

import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.EngineRequest;

/**
 * In how many parts a request runs. One whose rows take long is split, so that others run in
 * between and beside it; never one of a version that merges nothing or whose package fixes how rows
 * are merged, and never on a graph that is quantised dynamically, whose numbers change with what is
 * beside a row.
 */
final class SplitRule {
    /** What takes longer than this is split. */
    private static final double LONG_NANOS = 50e6;

    /** About how long a part takes. */
    private static final double PART_NANOS = 20e6;

    private static final int MOST_PARTS = 64;

    /** Parts may take this much more of the engine's time than the whole. */
    private static final double MOST_OF_PARTS = 1.1;

    private final MergeRule rule;
    private final CostModel cost;
    private volatile boolean splits;

    SplitRule(MergeRule rule, CostModel cost, boolean quantisesDynamically) {
        this.rule = rule;
        this.cost = cost;
        this.splits = rule.mergesAnything() && rule.fixed() == null && !quantisesDynamically;
    }

    /** The version's outputs are not row by row after all: nothing of it is split any more. */
    void splitNothing() {
        splits = false;
    }

    /** 1 where it runs whole. */
    int parts(EngineRequest request, RunShape shape) {
        double nanos = cost.nanos(shape);
        if (!splits || shape.rows() == 1 || nanos <= LONG_NANOS || !rule.maySplit(request)) {
            return 1;
        }
        double wanted = Math.min(Math.ceil(nanos / PART_NANOS), MOST_PARTS);
        int parts = (int) Math.min(wanted, shape.rows());
        // What each run costs beside its rows may make parts dear.
        while (parts > 1 && nanosOfParts(shape, parts) > MOST_OF_PARTS * nanos) {
            parts /= 2;
        }
        return parts;
    }

    private double nanosOfParts(RunShape whole, int parts) {
        int rows = whole.rows() / parts;
        int larger = whole.rows() % parts;
        return larger * cost.nanos(new RunShape(rows + 1, whole.width()))
                + (parts - larger) * cost.nanos(new RunShape(rows, whole.width()));
    }
}
