package dev.slipway.inference.batching;

import dev.slipway.telemetry.Span;

/**
 * Is told how works are served. Works of one request may share one, and then it is called by the
 * threads of several runs, also at once. A work whose run failed is told of each further one. No
 * call may block, and whatever is done in one delays all that share the run.
 */
public interface RunObserver {
    /** Nobody wants to know. */
    RunObserver NOBODY =
            new RunObserver() {
                @Override
                public void started(ReleaseReason why, int rows, long waitedNanos) {}

                @Override
                public void ran(long nanos) {}
            };

    /**
     * A work leaves for the engine.
     *
     * @param why its run is as large as it is
     * @param rows of that run
     * @param waitedNanos from when it was submitted until its first run
     */
    void started(ReleaseReason why, int rows, long waitedNanos);

    /**
     * A run is over, before its answer goes on; told once however many works of the run share this.
     *
     * @param nanos which the engine took for the whole run
     */
    void ran(long nanos);

    /** Of the request whose works these are; {@link Span#NONE} where nobody traces it. */
    default Span span() {
        return Span.NONE;
    }
}
