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
     * Works that are looked at for the next run, in the order of service. Where sizes are fixed
     * there are as many as the largest of them takes.
     *
     * @param waiting not empty, and locked by who calls
     */
    List<Place<QueuedWork>> servedNext(WorkQueue<QueuedWork> waiting) {
        int most = rule.fixed() == null ? MOST_VIEW : Integer.MAX_VALUE;
        int view = Math.clamp(rule.maxRows() + 1L, LEAST_VIEW, most);
        return waiting.next(rule.mergesAnything() ? view : 1);
    }

    /**
     * The first one and those that may run with it, in the order of service. Whoever has another
     * priority is no company: the more urgent one's run would last longer.
     *
     * @param next not empty
     */
    List<QueuedWork> ofFirst(List<Place<QueuedWork>> next) {
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

    /** Whether anything that comes could run with a work. */
    boolean mayGrow(QueuedWork work) {
        return rule.mergesAnything()
                && !work.runsAlone()
                && rule.mayJoin(work.work().request(), work.work().request());
    }
}
