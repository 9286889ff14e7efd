package dev.slipway.inference.batching;

import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Chooses which of the works that may share a run do share it. Works are sorted by their width, and
 * every window of neighbours that holds the one that is served next is looked at. Its value is
 *
 * <pre>the time that its works would take one by one ÷ the time that they take together</pre>
 *
 * <p>as the version's runs have taught it. Padding and a run that is too large for the caches lower
 * it, a fixed cost that is shared raises it, so the edges between lengths need no table. Of windows
 * that are nearly as good as the best one the smallest is taken: short runs let others in earlier.
 * Nothing is held back for works that may come: a free engine takes what is there. Now and then a
 * run is larger than it should be by what is known, so that more becomes known.
 *
 * <p>Sources: the cost of a batch as a measured function, Nexus (SOSP '19) and Clockwork (OSDI
 * '20); batches of neighbouring lengths chosen by it, TurboTransformers (PPoPP '21).
 */
final class BatchPlanner implements BatchPolicy {
    /** A window counts as good as the best one from this part of its value on. */
    static final double NEARLY = 0.98;

    /** One choice of so many is larger: what never runs together is never known to pay. */
    private static final int CURIOUS = 64;

    /** What a run costs beside its rows as long as nothing is known, in units of width. */
    private static final double UNKNOWN_FIXED_WIDTH = 16;

    /** Of a choice among those before it. */
    private static final double WEIGHT_OF_NEWEST = 1.0 / 16;

    private static final RunShape SMALLEST = new RunShape(1, 1);

    private final RunBounds bounds;
    private final CostModel cost;
    private int choices;
    private volatile double wantedNanos;

    /** A work that waits, as far as this class looks at it. */
    interface Candidate {
        int rows();

        /** What a row is measured by, as {@link RunShape#width}. */
        int width();

        /** Until its answer is of no use any more. */
        long nanosLeft();
    }

    /** What runs together now. */
    record Release<C extends Candidate>(List<C> works, ReleaseReason why)
            implements BatchPolicy.Decision<C> {}

    /** Works from one place to before another. */
    private record Window(
            int from, int to, int rows, double nanos, double value, boolean isInTime) {
        boolean isOf(int works) {
            return to - from == works;
        }
    }

    /**
     * A planner of one version's runs.
     *
     * @param maxRows rows of one run
     * @param maxWidth rows × widest row of one run; what is more than that by itself runs alone
     */
    BatchPlanner(int maxRows, long maxWidth, CostModel cost) {
        this(RunBounds.of(maxRows, maxWidth), cost);
    }

    /**
     * The same.
     *
     * @param bounds of one run; what is more than that by itself runs alone
     */
    BatchPlanner(RunBounds bounds, CostModel cost) {
        this.bounds = bounds;
        this.cost = cost;
    }

    /** Nothing is held, so it does not matter how late it is. */
    @Override
    public <C extends Waiter> Release<C> decide(List<C> waiting, long nowNanos) {
        return plan(waiting);
    }

    /**
     * What to run now; called by one thread at a time.
     *
     * @param waiting works that may run together, in the order of service; the first one runs
     */
    <C extends Candidate> Release<C> plan(List<C> waiting) {
        if (waiting.size() == 1) {
            wants(nanos(waiting.getFirst().rows(), waiting.getFirst().width()));
            return new Release<>(waiting, ReleaseReason.IDLE_ENGINE);
        }
        List<C> sorted = sorted(waiting);
        List<Window> windows = windows(sorted, sorted.indexOf(waiting.getFirst()));
        Window chosen = smallestOfTheBest(windows, Window::isInTime);
        Window wanted = smallestOfTheBest(windows, _ -> true);
        wants(wanted.nanos);
        ReleaseReason reason = reason(chosen, wanted, sorted);
        choices++;
        if (choices % CURIOUS == 0) {
            chosen = beyond(windows, chosen);
        }
        return new Release<>(sorted.subList(chosen.from, chosen.to), reason);
    }

    private void wants(double nanos) {
        if (isAnythingKnown()) {
            double before = wantedNanos;
            wantedNanos = before == 0 ? nanos : before + WEIGHT_OF_NEWEST * (nanos - before);
        }
    }

    /**
     * What the runs lately were predicted to take that would have been chosen if no deadline had
     * forbidden it: a moving average; 0 where nothing is known. Any thread may ask.
     */
    double wantedNanos() {
        return wantedNanos;
    }

    /**
     * By width, so that of equal ones those that are served earlier are nearer to the first one:
     * the narrower of them stand in reverse.
     */
    private static <C extends Candidate> List<C> sorted(List<C> waiting) {
        int width = waiting.getFirst().width();
        List<C> sorted = new ArrayList<>(waiting.size());
        for (C work : waiting.reversed()) {
            if (work.width() < width) {
                sorted.add(work);
            }
        }
        for (C work : waiting) {
            if (work.width() >= width) {
                sorted.add(work);
            }
        }
        sorted.sort(Comparator.comparingInt(Candidate::width));
        return sorted;
    }

    /** The best of up to twice as many rows that is in time; else what was chosen. */
    private static Window beyond(List<Window> windows, Window chosen) {
        Window best = chosen;
        for (Window window : windows) {
            boolean isLarger =
                    window.isInTime && window.rows > chosen.rows && window.rows <= 2 * chosen.rows;
            if (isLarger && (best.equals(chosen) || window.value > best.value)) {
                best = window;
            }
        }
        return best;
    }

    private ReleaseReason reason(Window chosen, Window wanted, List<? extends Candidate> sorted) {
        if (!chosen.equals(wanted)) {
            return ReleaseReason.DEADLINE;
        }
        if (chosen.isOf(sorted.size())) {
            return ReleaseReason.IDLE_ENGINE;
        }
        boolean shorterFit = chosen.from == 0 || fits(chosen.from - 1, chosen.to, sorted);
        boolean longerFit = chosen.to == sorted.size() || fits(chosen.from, chosen.to + 1, sorted);
        return shorterFit && longerFit ? ReleaseReason.MARGINAL_COST : ReleaseReason.FULL;
    }

    private boolean fits(int from, int to, List<? extends Candidate> sorted) {
        long rows = 0;
        for (int i = from; i < to; i++) {
            rows += sorted.get(i).rows();
        }
        return bounds.fit(rows, sorted.get(to - 1).width());
    }

    private static Window smallestOfTheBest(List<Window> windows, Predicate<Window> among) {
        double best = 0;
        for (Window window : windows) {
            if (among.test(window)) {
                best = Math.max(best, window.value);
            }
        }
        Window smallest = windows.getFirst();
        for (Window window : windows) {
            boolean good = among.test(window) && window.value >= NEARLY * best;
            boolean isBetter =
                    smallest.value < NEARLY * best
                            || window.rows < smallest.rows
                            || (window.rows == smallest.rows && window.value > smallest.value);
            if (good && isBetter) {
                smallest = window;
            }
        }
        return smallest;
    }

    /** All windows that hold the work at a place; the one that holds nothing else comes first. */
    private List<Window> windows(List<? extends Candidate> sorted, int at) {
        double spread = cost.spread();
        double[] alone = new double[sorted.size()];
        long[] left = new long[alone.length];
        for (int i = 0; i < alone.length; i++) {
            alone[i] = nanos(sorted.get(i).rows(), sorted.get(i).width());
            left[i] = nanosLeft(sorted.get(i), alone[i] * spread);
        }
        List<Window> windows = new ArrayList<>();
        int rowsBefore = 0;
        double aloneBefore = 0;
        long leastBefore = Long.MAX_VALUE;
        for (int from = at; from >= 0; from--) {
            if (from < at) {
                rowsBefore += sorted.get(from).rows();
                aloneBefore += alone[from];
                leastBefore = Math.min(leastBefore, left[from]);
            }
            long rows = rowsBefore;
            double sum = aloneBefore;
            long least = leastBefore;
            for (int to = at + 1; to <= sorted.size(); to++) {
                Candidate last = sorted.get(to - 1);
                rows += last.rows();
                sum += alone[to - 1];
                least = Math.min(least, left[to - 1]);
                boolean isSingle = to - from == 1;
                if (!isSingle && !bounds.fit(rows, last.width())) {
                    break;
                }
                double nanos = nanos((int) rows, last.width());
                windows.add(
                        new Window(
                                from,
                                to,
                                (int) rows,
                                nanos,
                                sum / nanos,
                                isSingle || nanos * spread <= least));
            }
        }
        return windows;
    }

    /** Until when it must be answered; somebody who is late even alone holds nobody up. */
    private long nanosLeft(Candidate work, double aloneAtWorst) {
        long left = work.nanosLeft();
        return isAnythingKnown() && left >= aloneAtWorst ? left : Long.MAX_VALUE;
    }

    private boolean isAnythingKnown() {
        return cost.nanos(SMALLEST) > 0;
    }

    private double nanos(int rows, int width) {
        double known = cost.nanos(new RunShape(rows, width));
        return known > 0 ? Math.max(1, known) : UNKNOWN_FIXED_WIDTH + (double) rows * width;
    }
}
