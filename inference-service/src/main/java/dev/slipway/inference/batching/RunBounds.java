package dev.slipway.inference.batching;

/**
 * How much shares a run.
 *
 * @param rows that may always be together
 * @param smallRows that may be together where all of them are small
 * @param smallWidth rows × widest row up to which they count as small
 * @param maxWidth rows × widest row, whatever their number
 */
record RunBounds(int rows, int smallRows, long smallWidth, long maxWidth) {
    /** A number of rows, whatever they are. */
    static RunBounds of(int rows, long maxWidth) {
        return new RunBounds(rows, rows, 0, maxWidth);
    }

    boolean fit(long together, int widest) {
        long width = together * widest;
        boolean few = together <= rows || (together <= smallRows && width <= smallWidth);
        return few && width <= maxWidth;
    }
}
