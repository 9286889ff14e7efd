package dev.slipway.inference.batching;

import java.util.concurrent.atomic.LongAdder;

/** What the queues of this process did. */
public final class RunCounters {
    private final LongAdder engineRuns = new LongAdder();
    private final LongAdder mergedRequests = new LongAdder();
    private final LongAdder queued = new LongAdder();

    void ran(int requests) {
        engineRuns.increment();
        if (requests > 1) {
            mergedRequests.add(requests);
        }
    }

    void queuedChangedBy(int change) {
        queued.add(change);
    }

    /** Runs that an engine began. */
    public long engineRuns() {
        return engineRuns.sum();
    }

    /** Requests that shared a run with others. */
    public long mergedRequests() {
        return mergedRequests.sum();
    }

    /** Requests to an engine that wait now. */
    public long queued() {
        return queued.sum();
    }
}
