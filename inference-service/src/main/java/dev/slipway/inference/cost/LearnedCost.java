package dev.slipway.inference.cost;

import org.jspecify.annotations.Nullable;

/**
 * Learns on line what runs take:
 *
 * <pre>nanos = (a + b·rows + c·rows·width + d·rows·width²) × factor of the shape × slowdown</pre>
 *
 * <p>The first is a {@link LinearFit}, the second corrects it where shapes were seen ({@link
 * ShapeGrid}), the third is what runs at once cost each other ({@link SharedPace}). A run that is
 * an outlier by what is usual here (a pause of the collector) teaches little; when predictions stay
 * off, times have changed, and the model begins anew from what it knew, scaled by the change
 * ({@link Surprise}).
 *
 * <p>What was tried before any traffic ({@link #tried}) teaches as runs do, but lays no claim to be
 * believed: the first runs of the traffic still teach in full, and {@link #runs} does not count it.
 * Where already the first run is far from it, what was made up was no measure of what is asked, and
 * is forgotten.
 *
 * <p>That the time of a batch is a function of its size that can be measured and relied on is the
 * idea of Nexus (Shen et al., SOSP '19: a fixed part and a part for each item) and of Clockwork
 * (Gujarati et al., OSDI '20: recent measurements of each size decide what is admitted).
 *
 * <p>Runs teach under this object's monitor. Who asks reads an immutable snapshot and allocates
 * nothing.
 */
public final class LearnedCost implements CostModel {
    private static final int EAGER_RUNS = 16;
    private static final int RUNS_OF_A_SOLUTION = 8;
    private static final int RUNS_OF_PROOF = 64;

    /** Predictions stay below what a long holds. */
    private static final double LONGEST = 9e18;

    private static final double LEAST_FACTOR = 1.0 / 16;
    private static final double MOST_FACTOR = 16;

    /** Natural logarithms of time ÷ prediction, as {@link Surprise} counts. */
    private static final double MOST_OF_A_SHAPE = 0.4;

    private static final double MOST_OF_A_NEW_PACE = 1;

    /** Of the first run, where there was a trial: the logarithm of 4. */
    private static final double MOST_OF_A_TRIAL = Math.log(4);

    private final ShapeGrid grid = new ShapeGrid();
    private final SharedPace pace = new SharedPace();
    private final Surprise surprise = new Surprise();
    private @Nullable LinearFit fit;
    private LinearCost linear = new LinearCost(0, 0, 0, 0);
    private long runsOfFit;
    private volatile Learned learned = new Learned(false, linear, grid.factors(), 1, 0, 1, 0);

    @Override
    public double nanos(RunShape shape) {
        return learned.nanos(atLeastOne(shape.rows()), atLeastOne(shape.width()));
    }

    /**
     * Nothing else ran, and a run of the shape was tried on inputs that were made up: teaches what
     * is predicted before there is traffic. Only before the first run that {@link #ran} tells of.
     *
     * @param nanos how long it took; a trial that failed or was cut short must not be told
     */
    public synchronized void tried(RunShape shape, long nanos) {
        int rows = atLeastOne(shape.rows());
        int width = atLeastOne(shape.width());
        double time = (double) Math.max(1, nanos);
        LinearFit taught = fit == null ? new LinearFit(rows, width, time) : fit;
        taught.teach(rows, width, time, 0, 1);
        fit = taught;
        linear = taught.solve();
        double ratio = time / Math.max(1, linear.nanos(rows, width));
        grid.teach(rows, width, Math.clamp(ratio, LEAST_FACTOR, MOST_FACTOR));
        Learned before = learned;
        learned =
                new Learned(
                        true,
                        linear,
                        grid.factors(),
                        before.slowdown,
                        before.error,
                        before.spread,
                        before.runs);
    }

    @Override
    public synchronized void ran(RunShape shape, long nanos, int concurrent) {
        int rows = atLeastOne(shape.rows());
        int width = atLeastOne(shape.width());
        double time = (double) Math.max(1, nanos);
        double aloneTime = time / pace.slowdown(concurrent);
        Learned before = learned;
        double off = 0;
        if (before.runs == 0 && isFarFromTrials(rows, width, aloneTime)) {
            fit = null;
            grid.forget();
        }
        if (fit == null) {
            fit = new LinearFit(rows, width, aloneTime);
        } else {
            surprise.promised(time / before.nanos(rows, width));
            off = Math.log(aloneTime / predicted(rows, width));
            if (pace.knows(concurrent)) {
                surprise.seen(off);
            }
            if (surprise.drifted()) {
                fit = begunAnew(fit, rows, width, aloneTime);
                off = Math.log(aloneTime / predicted(rows, width));
            }
        }
        boolean solves = teachFit(fit, rows, width, aloneTime, off);
        teachRest(rows, width, aloneTime, concurrent, off);
        learned =
                new Learned(
                        true,
                        linear,
                        solves ? grid.factors() : before.factors,
                        pace.lately(),
                        surprise.error(),
                        surprise.spread(),
                        before.runs + 1);
    }

    private boolean isFarFromTrials(int rows, int width, double aloneTime) {
        return fit != null
                && Math.abs(Math.log(aloneTime / predicted(rows, width))) > MOST_OF_A_TRIAL;
    }

    /** Where the last beginning is not long ago, what it kept was of no use: nothing is kept. */
    private LinearFit begunAnew(LinearFit drifted, int rows, int width, double aloneTime) {
        LinearFit anew = drifted;
        if (runsOfFit < RUNS_OF_PROOF) {
            anew = new LinearFit(rows, width, aloneTime);
        } else {
            drifted.forget(surprise.change());
        }
        linear = anew.solve();
        grid.forget();
        surprise.forget();
        runsOfFit = 0;
        return anew;
    }

    /**
     * The first runs teach in full, since it is the model that is off and not they. Later ones that
     * are outliers count little, but only slow ones: no run is fast by accident.
     *
     * @return whether there is a new solution
     */
    private boolean teachFit(LinearFit taught, int rows, int width, double aloneTime, double off) {
        boolean eager = runsOfFit < EAGER_RUNS;
        double predicted = eager ? 0 : predicted(rows, width);
        double bound = surprise.bound();
        double weight = eager || off <= bound ? 1 : bound / off;
        taught.teach(rows, width, aloneTime, predicted, weight);
        runsOfFit++;
        if (!eager && runsOfFit % RUNS_OF_A_SOLUTION != 0) {
            return false;
        }
        linear = taught.solve();
        grid.fade();
        return true;
    }

    /**
     * Outliers teach the grid and the pace as if they were only as far off as is believed of one
     * run. That is more than what is usual for all where a shape may always be off though it seldom
     * comes, and where so many at once are new.
     */
    private void teachRest(int rows, int width, double aloneTime, int concurrent, double off) {
        double factor = grid.at(rows, width);
        double ratio = aloneTime / Math.max(1, linear.nanos(rows, width));
        double most = Math.exp(Math.max(MOST_OF_A_SHAPE, surprise.bound()));
        double bounded = Math.min(ratio, factor * most);
        grid.teach(rows, width, Math.clamp(bounded, LEAST_FACTOR, MOST_FACTOR));
        if (runsOfFit > EAGER_RUNS) {
            double bound = pace.knows(concurrent) ? surprise.bound() : MOST_OF_A_NEW_PACE;
            pace.teach(concurrent, Math.clamp(off, -bound, bound));
        }
        pace.seen(concurrent);
    }

    /** For a run alone, from all that is known. */
    private double predicted(int rows, int width) {
        return Math.clamp(linear.nanos(rows, width) * grid.at(rows, width), 1, LONGEST);
    }

    @Override
    public double error() {
        return learned.error;
    }

    @Override
    public double spread() {
        return learned.spread;
    }

    @Override
    public long runs() {
        return learned.runs;
    }

    private static int atLeastOne(int size) {
        return Math.max(1, size);
    }

    /**
     * What is known after a run or a trial. The factors are shared between snapshots and never
     * written.
     */
    private static final class Learned {
        private final boolean isAnything;
        private final LinearCost linear;
        private final double[] factors;
        private final double slowdown;
        private final double error;
        private final double spread;
        private final long runs;

        Learned(
                boolean isAnything,
                LinearCost linear,
                double[] factors,
                double slowdown,
                double error,
                double spread,
                long runs) {
            this.isAnything = isAnything;
            this.linear = linear;
            this.factors = factors;
            this.slowdown = slowdown;
            this.error = error;
            this.spread = spread;
            this.runs = runs;
        }

        double nanos(int rows, int width) {
            if (!isAnything) {
                return 0;
            }
            double nanos = linear.nanos(rows, width) * ShapeGrid.at(factors, rows, width);
            return Math.clamp(nanos * slowdown, 1, LONGEST);
        }
    }
}
