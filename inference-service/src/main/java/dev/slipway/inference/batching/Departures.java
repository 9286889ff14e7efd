package dev.slipway.inference.batching;

import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Decision;
import dev.slipway.inference.queueing.Place;
import dev.slipway.inference.queueing.WorkQueue;
import java.util.List;

/**
 * Takes batches out of the queue of a version, and settles what is owed for them when they have
 * run. Guarded by the lock of that queue.
 */
final class Departures {
    private final WorkQueue<QueuedWork> waiting;
    private final NextBatch nextBatch;
    private final UnderWay underWay;
    private final WaitEstimate estimate;
    private final RunCounters counters;

    /** From a queue. */
    Departures(
            WorkQueue<QueuedWork> waiting,
            NextBatch nextBatch,
            UnderWay underWay,
            WaitEstimate estimate,
            RunCounters counters) {
        this.waiting = waiting;
        this.nextBatch = nextBatch;
        this.underWay = underWay;
        this.estimate = estimate;
        this.counters = counters;
    }

    /** How many works wait. */
    int waiting() {
        return waiting.size();
    }

    /**
     * What may leave now.
     *
     * @param closing whether nothing comes any more, so that nothing is held
     */
    Decision<QueuedWork> next(boolean closing) {
        return nextBatch.of(waiting, closing);
    }

    /** A batch leaves. */
    Taken take(Release<QueuedWork> release) {
        for (QueuedWork work : release.works()) {
            waiting.take(work.place());
            work.begins();
        }
        counters.queuedChangedBy(-release.works().size());
        boolean lone =
                release.works().size() == 1
                        && release.works().getFirst().isWholeRequest()
                        && waiting.size() == 0
                        && estimate.running() == 0;
        underWay.begins(release.works().getFirst().priority());
        Place<QueuedWork> next = waiting.first();
        return new Taken(release.works(), release.why(), lone, next == null ? null : next.work());
    }

    /** What works really took is charged to their tenants, nothing where they never ran. */
    void over(List<QueuedWork> works) {
        underWay.ends(works.getFirst().priority());
        for (QueuedWork work : works) {
            waiting.correct(work.place(), work.tookNanos());
        }
    }
}
