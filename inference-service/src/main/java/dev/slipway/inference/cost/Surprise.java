package dev.slipway.inference.cost;

import java.util.Arrays;

/**
 * How predictions fare: how far they are off, what is an outlier, and whether times are no longer
 * what they were. A surprise is the natural logarithm of time ÷ prediction. Not safe for threads.
 */
final class Surprise {
    private static final double ERROR_RATE = 1.0 / 32;
    private static final double MOST_ERROR = 1;
    private static final double QUANTILE = 0.9;
    private static final double QUANTILE_STEP = 0.05;
    private static final double WIDEST = Math.log(8);

    private static final double USUAL_AT_FIRST = 0.3;
    private static final double LEAST_USUAL = 0.02;
    private static final double USUAL_STEP = 1.1;
    private static final double OUTLIER = 3;

    private static final double MEAN_RATE = 1.0 / 16;
    private static final double LONG_RATE = 1.0 / 256;
    private static final int LONG_START = 32;
    private static final double MOST_OF_ONE = 0.5;
    private static final double NOISE = 1.6;
    private static final double SIZE_AT_LEAST = 0.25;
    private static final double SIZE_AT_MOST = 0.45;
    private static final double LEAN_AT_LEAST = 0.15;
    private static final double LEAN_AT_MOST = 0.3;
    private static final int RECENT = 8;

    private long promises;
    private long surprises;
    private double error;
    private double spread;
    private double usual = USUAL_AT_FIRST;
    private double size;
    private double sizeForLong;
    private double lean;
    private final double[] recent = new double[RECENT];
    private int next;

    /** A run took so many times what had been promised: the measure of error and spread. */
    void promised(double ratio) {
        promises++;
        double off = Math.min(Math.abs(ratio - 1), MOST_ERROR);
        error += Math.max(1.0 / promises, ERROR_RATE) * (off - error);
        boolean within = Math.log(ratio) <= spread;
        double step = within ? QUANTILE - 1 : QUANTILE;
        spread = Math.clamp(spread + QUANTILE_STEP * step, 0, WIDEST);
    }

    /** The moving average of |ratio − 1|; a run counts as 1 at most. */
    double error() {
        return error;
    }

    /** The quantile of ratios, at least 1, by the steps of Robbins and Monro (1951). */
    double spread() {
        return Math.exp(spread);
    }

    void seen(double surprise) {
        surprises++;
        double far = Math.abs(surprise);
        double stepped = far > usual ? usual * USUAL_STEP : usual / USUAL_STEP;
        usual = Math.clamp(stepped, LEAST_USUAL, USUAL_AT_FIRST);
        double bounded = Math.clamp(surprise, -MOST_OF_ONE, MOST_OF_ONE);
        size += MEAN_RATE * (Math.abs(bounded) - size);
        double rate = Math.max(1.0 / (surprises + LONG_START), LONG_RATE);
        sizeForLong += rate * (Math.abs(bounded) - sizeForLong);
        lean += MEAN_RATE * (bounded - lean);
        recent[next] = surprise;
        next = (next + 1) % RECENT;
    }

    /** A surprise beyond this is an outlier: three times their running median. */
    double bound() {
        return OUTLIER * usual;
    }

    /**
     * Whether predictions were lately off by more than a quarter, or by less but to one side, and
     * not just by what is usual for times that scatter.
     */
    boolean drifted() {
        return size > Math.clamp(NOISE * sizeForLong, SIZE_AT_LEAST, SIZE_AT_MOST)
                || Math.abs(lean) > Math.clamp(sizeForLong, LEAN_AT_LEAST, LEAN_AT_MOST);
    }

    /** By what times have changed: the median of the last surprises, which outliers do not move. */
    double change() {
        double[] sorted = recent.clone();
        Arrays.sort(sorted);
        return Math.exp(sorted[RECENT / 2]);
    }

    /** The model begins anew. */
    void forget() {
        size = 0;
        lean = 0;
        usual = USUAL_AT_FIRST;
        Arrays.fill(recent, 0);
    }
}
