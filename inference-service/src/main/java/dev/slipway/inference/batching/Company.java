package dev.slipway.inference.batching;

import dev.slipway.inference.queueing.Place;
import dev.slipway.inference.queueing.WorkQueue;
import java.util.ArrayList;
import java.util.List;

/** Which works of those that wait may share the next run. */
final class Company {
    /** Works that are looked at for one batch, at least and at most. */
    private static final int LEAST_VIEW = 64;

    private static final int MOST_VIEW = 256;

    private final MergeRule rule;

    Company(MergeRule rule) {
        this.rule = rule;
    }

    /**
     * The next one and those that may run with it, in the order of service. Whoever has another
     * priority is no company: the more urgent one's run would last longer.
     *
     * @param waiting not empty, and locked by who calls
     */
    List<QueuedWork> servedNext(WorkQueue<QueuedWork> waiting) {
        int view = Math.clamp(rule.maxRows() + 1L, LEAST_VIEW, MOST_VIEW);
        List<Place<QueuedWork>> next = waiting.next(rule.mergesAnything() ? view : 1);
        QueuedWork first = next.getFirst().work();
        if (next.size() == 1 || first.isLate() || first.runsAlone()) {
            return List.of(first);
        }
        List<QueuedWork> together = new ArrayList<>(next.size());
        together.add(first);
        for (Place<QueuedWork> place : next.subList(1, next.size())) {
            QueuedWork other = place.work();
            if (other.priority() != first.priority()) {
                break;
            }
            if (!other.isLate()
                    && !other.runsAlone()
                    && rule.mayJoin(first.work().request(), other.work().request())) {
                together.add(other);
            }
        }
        return together;
    }
}
