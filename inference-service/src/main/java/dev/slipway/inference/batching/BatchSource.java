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

    /**
     * How many of its turns one thread has in a time, if they are like those of late; 0 where
     * nobody knows. Called under the lock of the workers: it takes none and does not wait.
     */
    default int turnsIn(long nanos) {
        return 0;
    }
}
