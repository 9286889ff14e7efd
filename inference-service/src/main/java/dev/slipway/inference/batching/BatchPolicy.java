package dev.slipway.inference.batching;

import java.util.List;

/**
 * What a free engine does with works that may run together: by what runs are known to cost, or by
 * what the package fixes.
 */
sealed interface BatchPolicy permits BatchPlanner, FixedBatcher {
    /** A work that waits, and since when. */
    interface Waiter extends BatchPlanner.Candidate {
        /** When it came, on the clock of the queue. */
        long sinceNanos();
    }

    /** Some of the works leave now, or none does. */
    sealed interface Decision<C extends BatchPlanner.Candidate>
            permits Hold, BatchPlanner.Release {}

    /**
     * All of them are held, and together they are less than a run takes.
     *
     * @param nanos after which it is to be decided again although nothing came, at least 1
     */
    record Hold<C extends BatchPlanner.Candidate>(long nanos) implements Decision<C> {}

    /**
     * Called by one thread at a time.
     *
     * @param waiting works that may run together, in the order of service; not empty
     * @param nowNanos the time on the clock of the queue
     */
    <C extends Waiter> Decision<C> decide(List<C> waiting, long nowNanos);
}
