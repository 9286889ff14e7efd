package dev.slipway.inference.batching;

/**
 * What a request asks of the engine, in predicted nanoseconds.
 *
 * @param soloNanos all its works one after the other, each in a run of its own
 * @param longestNanos the longest one of them, which no other thread can shorten
 */
record Demand(double soloNanos, double longestNanos) {
    static final Demand NONE = new Demand(0, 0);

    /**
     * With one more work.
     *
     * @param nanos what it takes alone
     * @param parts works into which it is split
     */
    Demand and(double nanos, int parts) {
        return new Demand(soloNanos + nanos, Math.max(longestNanos, nanos / parts));
    }
}
