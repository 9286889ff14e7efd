package dev.slipway.inference.engine;

/**
 * The threads of one engine.
 *
 * @param count how many share one run; 0 where there is no such engine
 * @param spinning whether they wait for the next part of a run without sleeping. Between runs they
 *     always sleep
 */
public record EngineThreads(int count, boolean spinning) {
    /** Of an engine that there is not. */
    public static final EngineThreads NONE = new EngineThreads(0, false);

    public EngineThreads {
        if (count < 0) {
            throw new IllegalArgumentException("an engine has no less than 0 threads");
        }
        spinning = spinning && count > 1;
    }

    /** Threads that sleep while they wait. */
    public static EngineThreads sleeping(int count) {
        return new EngineThreads(count, false);
    }

    /** For people, such as {@code 2 threads, spinning}. */
    public String words() {
        return count + (count == 1 ? " thread" : " threads") + (spinning ? ", spinning" : "");
    }
}
