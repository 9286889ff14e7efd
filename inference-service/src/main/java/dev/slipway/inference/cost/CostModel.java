package dev.slipway.inference.cost;

/**
 * How long a run of one version takes. All methods may be called by any thread at any time; none
 * throws, and no number is negative, infinite or NaN.
 */
public interface CostModel {
    /**
     * How long one run of the shape would take, in nanoseconds, among as many other runs as lately
     * went on. It is 0 for every shape as long as nothing is known, and at least 1 as soon as
     * something is: from a run, or from what was tried before.
     */
    double nanos(RunShape shape);

    /**
     * A run is over and teaches. Runs that failed or were cut short must not be told.
     *
     * @param nanos how long it took
     * @param concurrent runs of this version that went on when it began, itself included; at least
     *     1
     */
    void ran(RunShape shape, long nanos, int concurrent);

    /**
     * How far predictions lately were off: a moving average of |time ÷ prediction − 1|; 0 before
     * the first run for which there was a prediction.
     */
    double error();

    /**
     * By what a prediction is to be multiplied so that nine of ten runs end within it: the 0.9
     * quantile of time ÷ prediction, at least 1.
     */
    double spread();

    /** Runs that taught: by so many is believed what is predicted. */
    long runs();
}
