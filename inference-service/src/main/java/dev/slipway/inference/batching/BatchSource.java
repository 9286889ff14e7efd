package dev.slipway.inference.batching;

/** Batches that {@link EngineWorkers} run by turns. */
interface BatchSource {
    /**
     * Runs the next batch, if there is one, on the thread that calls. It is called for each slot
     * that was put into the line, once, and under no lock.
     *
     * @return whether another one is ready, so that the slot goes back into the line
     */
    boolean runNext();
}
