package dev.slipway.inference.batching;

import java.util.concurrent.locks.Condition;

/** One thread of {@link EngineWorkers}, by whose lock all of it is guarded. */
final class EngineWorker {
    /** What it sleeps on. */
    final Condition woken;

    boolean isAsleep;

    /** Whether it was woken for a slot and has not looked for it yet. */
    boolean isCalled;

    /** Whether it slept until its time had come, and has done nothing else since. */
    boolean keptTime;

    /** When the run began that it is in, by the workers' clock. */
    long begunNanos;

    /** Whether that run goes on beside those that are counted. */
    boolean runsUrgently;

    EngineWorker(Condition woken) {
        this.woken = woken;
    }

    void wake() {
        isAsleep = false;
        woken.signal();
    }
}
