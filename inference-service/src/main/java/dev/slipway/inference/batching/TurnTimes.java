package dev.slipway.inference.batching;

/**
 * What the turns of a version lately took, engine and answer: a moving average of which each turn
 * counts one eighth, and as a long run at most, so that one turn whose thread was kept from its
 * processor does not hide what the others are like. As long as nothing is known turns count as
 * long. One thread at a time tells, and any may ask.
 */
final class TurnTimes {
    private static final double WEIGHT_OF_NEWEST = 1.0 / 8;

    private volatile double usualNanos = (double) EngineWorkers.LONG_RUN_NANOS;

    /** A turn is over that ran a batch. */
    void took(long nanos) {
        double before = usualNanos;
        long counted = Math.min(nanos, EngineWorkers.LONG_RUN_NANOS);
        usualNanos = before + WEIGHT_OF_NEWEST * (counted - before);
    }

    /** How many such turns one thread has in a time, one after the other. */
    int in(long nanos) {
        return (int) (nanos / Math.max(1, usualNanos));
    }
}
