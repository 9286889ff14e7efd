package dev.slipway.inference.cost;

/**
 * By what runs that go on at once slow each other, for each number of them; and the mean of it over
 * the runs of late. One run alone is the measure. Not safe for threads.
 *
 * <p>Without it a lone run (seldom beside others) and a large one (mostly beside others) would be
 * compared as if rows were the reason of all that is between them, and merging would seem to pay
 * less than it does.
 */
final class SharedPace {
    private static final int MOST = 16;
    private static final int RUNS_TO_KNOW = 16;
    private static final double SLOWEST_RATE = 1.0 / 32;
    private static final double LATELY = 1.0 / 16;

    private final double[] logs = new double[MOST + 1];
    private final int[] runs = new int[MOST + 1];
    private double lately = 1;

    /** So many runs at once take this many times what one alone takes; at least 1. */
    double slowdown(int concurrent) {
        return Math.exp(logs[index(concurrent)]);
    }

    /**
     * Whether so many at once were seen often enough to tell their slowdown from a change of times.
     */
    boolean knows(int concurrent) {
        int index = index(concurrent);
        return index == 1 || runs[index] >= RUNS_TO_KNOW;
    }

    double lately() {
        return lately;
    }

    void seen(int concurrent) {
        lately += LATELY * (slowdown(concurrent) - lately);
    }

    /** The logarithm of what a run among so many took, of what was predicted for it. */
    void teach(int concurrent, double surprise) {
        int index = index(concurrent);
        if (index > 1) {
            runs[index] = Math.min(runs[index] + 1, RUNS_TO_KNOW * 2);
            double rate = Math.max(1.0 / (runs[index] + 2), SLOWEST_RATE);
            double most = Math.log(2.0 * index);
            logs[index] = Math.clamp(logs[index] + rate * surprise, 0, most);
        }
    }

    private static int index(int concurrent) {
        return Math.clamp(concurrent, 1, MOST);
    }
}
