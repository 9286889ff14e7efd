package dev.slipway.inference.batching;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Decision;
import dev.slipway.inference.batching.BatchPolicy.Hold;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.queueing.Place;
import dev.slipway.inference.queueing.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which works of a version leave its queue next, or how long none of them does. The one that is
 * served next is asked about first, with those that may run with it. Only where they are held are
 * the others asked about, in the order of service: a batch that is ready does not wait for one that
 * is not.
 */
final class NextBatch {
    private static final Logger LOG = LoggerFactory.getLogger(NextBatch.class);

    /** Tokens of one run, padding included: what attention keeps for them stays some 100 MB. */
    static final long MOST_TOKENS = 16_384;

    /**
     * Elements of one run whose size no package declares, over all inputs: 32 MiB of FP32. What a
     * graph computes of them takes a multiple of that.
     */
    private static final long MOST_ELEMENTS = 8 << 20;

    private final Company company;
    private final BatchPolicy policy;
    private final LongSupplier nanoTime;

    /**
     * Of one version.
     *
     * @param nanoTime the clock by which works were submitted
     */
    NextBatch(MergeRule rule, CostModel cost, LongSupplier nanoTime) {
        this.company = new Company(rule);
        this.policy = policy(rule, cost);
        this.nanoTime = nanoTime;
    }

    private static BatchPolicy policy(MergeRule rule, CostModel cost) {
        long maxWidth =
                rule.pads()
                        ? MOST_TOKENS
                        : rule.merging() == Merging.DECLARED ? Long.MAX_VALUE : MOST_ELEMENTS;
        FixedBatching fixed = rule.fixed();
        return fixed == null
                ? new BatchPlanner(rule.bounds(maxWidth), cost)
                : new FixedBatcher(rule.maxRows(), maxWidth, fixed, cost);
    }

    /**
     * Nothing that goes wrong here may end the thread: work would wait for ever.
     *
     * @param waiting not empty, and locked by who calls
     * @param closing whether nothing comes any more, so that nothing is held
     */
    Decision<QueuedWork> of(WorkQueue<QueuedWork> waiting, boolean closing) {
        Decision<QueuedWork> decision;
        try {
            List<Place<QueuedWork>> seen = company.servedNext(waiting);
            decision = decide(seen, closing);
            if (decision instanceof Hold<QueuedWork> && seen.size() < waiting.size()) {
                // All that was looked at is held: what stands behind it may be ready, or due.
                decision = decide(waiting.next(waiting.size()), closing);
            }
        } catch (RuntimeException | Error bug) {
            LOG.error("no batch could be planned; the next work runs alone", bug);
            QueuedWork next = waiting.next(1).getFirst().work();
            decision = new Release<>(List.of(next), ReleaseReason.IDLE_ENGINE);
        }
        return closing && decision instanceof Release<QueuedWork> release
                ? new Release<>(release.works(), ReleaseReason.DRAIN)
                : decision;
    }

    private Decision<QueuedWork> decide(List<Place<QueuedWork>> next, boolean closing) {
        List<Place<QueuedWork>> undecided = next;
        long leastNanos = Long.MAX_VALUE;
        while (!undecided.isEmpty()) {
            List<QueuedWork> together = company.ofFirst(undecided);
            Decision<QueuedWork> decision = policy.decide(together, nanoTime.getAsLong());
            switch (decision) {
                case Release<QueuedWork> _ -> {
                    return decision;
                }
                case Hold<QueuedWork>(long nanos) -> {
                    if (closing || !company.mayGrow(together.getFirst())) {
                        return new Release<>(together, ReleaseReason.IDLE_ENGINE);
                    }
                    leastNanos = Math.min(leastNanos, nanos);
                }
            }
            undecided = without(together, undecided);
        }
        return new Hold<>(leastNanos);
    }

    /** As {@link BatchPlanner#wantedNanos}; 0 where the package fixes how batches are made. */
    double wantedNanos() {
        return policy instanceof BatchPlanner planner ? planner.wantedNanos() : 0;
    }

    /** Both are in the order of service, and the first one holds nothing beside the second one. */
    private static List<Place<QueuedWork>> without(
            List<QueuedWork> works, List<Place<QueuedWork>> places) {
        List<Place<QueuedWork>> others = new ArrayList<>(places.size() - works.size());
        int at = 0;
        for (Place<QueuedWork> place : places) {
            if (at < works.size() && place.work().equals(works.get(at))) {
                at++;
            } else {
                others.add(place);
            }
        }
        return others;
    }
}
