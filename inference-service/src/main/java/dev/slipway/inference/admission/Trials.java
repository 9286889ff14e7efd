package dev.slipway.inference.admission;

/**
 * One in a second that is let through against a prediction, so that there are runs to learn from.
 */
public final class Trials {
    private static final long NANOS_OF_A_TRIAL = 1_000_000_000;

    private boolean tried;
    private long lastTrialNanos;

    /** True at most once a second: this one is tried. */
    public synchronized boolean take(long nowNanos) {
        if (tried && nowNanos - lastTrialNanos < NANOS_OF_A_TRIAL) {
            return false;
        }
        tried = true;
        lastTrialNanos = nowNanos;
        return true;
    }
}
