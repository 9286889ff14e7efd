package dev.slipway.autoscaler.sizing;

import java.util.UUID;

/**
 * What is known of one living replica of a pool.
 *
 * @param startedAtMs unix milliseconds
 * @param everReady whether it has been ready once
 * @param serving whether it is ready with every version that it is assigned
 * @param silent whether it stopped to answer
 * @param leaving whether it drains, asked or not
 * @param overdue whether it starts or drains for longer than it may
 */
public record MemberView(
        UUID instance,
        long startedAtMs,
        boolean everReady,
        boolean serving,
        boolean silent,
        boolean leaving,
        boolean overdue) {

    /** Whether it counts towards the size. */
    boolean counts() {
        return !silent && !leaving && !overdue;
    }

    boolean servesAll() {
        return counts() && serving;
    }
}
