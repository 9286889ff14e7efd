package dev.slipway.inference.engine;

/**
 * How the runs of a version share the processors.
 *
 * @param threads that share one run, at least 1
 * @param runs at the same time, at least 1
 */
public record RunSharing(int threads, int runs) {
    public RunSharing {
        if (threads < 1 || runs < 1) {
            throw new IllegalArgumentException("there is at least one run of one thread");
        }
    }

    /** For people, such as {@code 2 × 1 thread}. */
    public String words() {
        return runs + " × " + EngineThreads.sleeping(threads).words();
    }
}
