package dev.slipway.inference.batching;

import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * In how many parts a request runs. Where the package declares a batch size, one of more rows runs
 * in as many parts as that takes, or is refused where it cannot: no run has more rows.
 *
 * <p>Beside that, one whose rows take long is split, so that others run in between and beside it;
 * never one of a version that merges nothing or whose package fixes how rows are merged.
 *
 * <p>On a graph that is quantised dynamically nothing is split, since its numbers change with what
 * is beside a row: parts would give what no run of the request gives.
 */
final class SplitRule {
    /** What takes longer than this is split. */
    private static final double LONG_NANOS = 50e6;

    /** About how long a part takes. */
    private static final double PART_NANOS = 20e6;

    private static final int MOST_PARTS = 64;

    /** As many works as a request of texts may have: all enter the queue at one moment. */
    static final int MOST_DECLARED_PARTS = 2_048;

    /** Parts may take this much more of the engine's time than the whole. */
    private static final double MOST_OF_PARTS = 1.1;

    private final MergeRule rule;
    private final CostModel cost;
    private final boolean quantisesDynamically;
    private final int declaredRows;
    private volatile boolean splitsLong;

    SplitRule(MergeRule rule, CostModel cost, boolean quantisesDynamically) {
        this.rule = rule;
        this.cost = cost;
        this.quantisesDynamically = quantisesDynamically;
        this.declaredRows = rule.merging() == Merging.DECLARED ? rule.maxRows() : Integer.MAX_VALUE;
        this.splitsLong = rule.mergesAnything() && rule.fixed() == null && !quantisesDynamically;
    }

    /** The version's outputs are not row by row after all: nothing is split for its time. */
    void splitNothingForTime() {
        splitsLong = false;
    }

    /** Why a request may not run at all; null where it may, in {@link #parts}. */
    @Nullable Refusal refusal(EngineRequest request) {
        int rows = MergeRule.rows(request);
        if (!isOver(request)) {
            return null;
        }
        if (quantisesDynamically) {
            return tooMany(
                    rows, "the graph is quantised dynamically, so that parts would change numbers");
        }
        return declaredParts(rows) > MOST_DECLARED_PARTS
                ? tooMany(rows, "a request runs in " + MOST_DECLARED_PARTS + " parts at most")
                : null;
    }

    /** Why a request may not run whole whose parts did not fit together; null where it may. */
    @Nullable Refusal refusalWhole(EngineRequest request) {
        return isOver(request)
                ? tooMany(
                        MergeRule.rows(request),
                        "what the model gives for its parts does not fit together")
                : null;
    }

    /** Whether it has more rows than are declared; where its inputs differ it has no number. */
    private boolean isOver(EngineRequest request) {
        return MergeRule.rows(request) > declaredRows && MergeRule.hasRows(request);
    }

    private Refusal tooMany(int rows, String why) {
        return Refusal.invalidInput(
                "the request has "
                        + rows
                        + " rows, the model's package declares max_batch_size: "
                        + declaredRows
                        + ", and the request cannot run in parts: "
                        + why
                        + "; send at most "
                        + declaredRows
                        + " rows at a time");
    }

    /** 1 where it runs whole; for one that is not refused. */
    int parts(EngineRequest request, RunShape shape) {
        int declared = isOver(request) ? declaredParts(shape.rows()) : 1;
        return Math.max(declared, partsForTime(request, shape, declared));
    }

    private int declaredParts(int rows) {
        return (int) (((long) rows + declaredRows - 1) / declaredRows);
    }

    /**
     * As many as its time asks for.
     *
     * @param least in which it runs anyway
     */
    private int partsForTime(EngineRequest request, RunShape shape, int least) {
        double nanos = cost.nanos(shape);
        if (!splitsLong || shape.rows() == 1 || nanos <= LONG_NANOS || !rule.maySplit(request)) {
            return 1;
        }
        double wanted = Math.min(Math.ceil(nanos / PART_NANOS), MOST_PARTS);
        int parts = (int) Math.min(wanted, shape.rows());
        // What each run costs beside its rows may make parts dear.
        while (parts > least && nanosOfParts(shape, parts) > MOST_OF_PARTS * nanos) {
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
