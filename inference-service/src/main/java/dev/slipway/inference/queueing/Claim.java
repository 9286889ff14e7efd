package dev.slipway.inference.queueing;

/**
 * What a work asks of a queue.
 *
 * @param priority the band: 1 is served first, then 2, and so on
 * @param tenant whose share of the engine pays for it
 * @param deadlineNanos when it is too late, on the scale of {@link System#nanoTime}: comparable by
 *     difference only
 * @param costNanos predicted time of an engine for this work alone; 0 means that nobody knows, and
 *     counts as 1
 */
public record Claim(int priority, String tenant, long deadlineNanos, long costNanos) {
    /** Ten minutes. What claims more counts as this, so that no sum can overflow. */
    static final long MOST_COST_NANOS = 600_000_000_000L;

    public Claim {
        if (costNanos < 0) {
            throw new IllegalArgumentException("costNanos is negative: " + costNanos);
        }
    }

    /** What this counts in sums and charges, 1 to {@link #MOST_COST_NANOS}. */
    long countedNanos() {
        return Math.clamp(costNanos, 1L, MOST_COST_NANOS);
    }
}
