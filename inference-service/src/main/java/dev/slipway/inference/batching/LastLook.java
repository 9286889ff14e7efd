package dev.slipway.inference.batching;

import dev.slipway.inference.admission.Trials;
import dev.slipway.inference.cost.CostModel;
import org.jspecify.annotations.Nullable;

/**
 * Whether a work whose turn has come is still worth a run: one that is predicted to end after its
 * deadline takes time from others and gives nobody an answer. Under more load than can be served,
 * where the earliest deadline goes first, the queue would otherwise come to run mostly such works.
 * What ends in time only if its run is one of the quicker ones counts as late here: whoever is next
 * has more of a chance.
 *
 * <p>A prediction that is wrong keeps nobody out for long: nothing is given up before enough runs
 * have taught, nor while nobody else waits, and one a second is run all the same, so that there are
 * runs to learn from.
 */
final class LastLook {
    private final CostModel cost;
    private final Trials trials = new Trials();

    /** Of one version. */
    LastLook(CostModel cost) {
        this.cost = cost;
    }

    /**
     * Whether it is not to be run. One that is late already is none of them: its deadline says so.
     *
     * @param next what the engine would do instead; null where that is nothing
     */
    boolean isHopeless(QueuedWork work, @Nullable QueuedWork next, long nowNanos) {
        if (next == null
                || next.isOfTheRequestOf(work)
                || cost.runs() < Foresight.RUNS_TO_BELIEVE) {
            return false;
        }
        long leftNanos = work.nanosLeft();
        double atWorst = cost.nanos(work.shape()) * cost.spread();
        return leftNanos > 0 && atWorst > leftNanos && !trials.take(nowNanos);
    }
}
