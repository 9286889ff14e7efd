package dev.slipway.inference.batching;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** One thread of {@link EngineWorkers}, by whose lock all of it is guarded. */
final class EngineWorker {
    /** What it sleeps on. */
    final Condition woken;

    boolean isAsleep;

    /** Whether it was woken for a slot and has not looked for it yet. */
    boolean isCalled;

    /** Whether it slept until its time had come, and has done nothing else since. */
    boolean keptTime;

    /** Whose turn it has among those that are counted; null where it has none. */
    @Nullable BatchSource source;

    /** When that turn began, by the workers' clock. */
    long begunNanos;

    /** Whether its turn, or its last one, is beside those that are counted. */
    boolean runsUrgently;

    EngineWorker(Condition woken) {
        this.woken = woken;
    }

    void wake() {
        isAsleep = false;
        woken.signal();
    }
}
