package dev.slipway.inference.cost;

/**
 * How long a run of one version takes. All methods may be called by any thread at any time; none
 * throws, and no number is negative, infinite or NaN.
 */
public interface CostModel {
    /**
     * How long one run of the shape would take, in nanoseconds, among as many other runs as lately
     * went on. It is 0 for every shape before anything ran, since nothing is known then, and at
     * least 1 later.
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
     * the second run.
     */
    double error();

    /**
     * By what a prediction is to be multiplied so that nine of ten runs end within it: the 0.9
     * quantile of time ÷ prediction, at least 1.
     */
    double spread();

    /** Runs that taught. */
    long runs();
}
