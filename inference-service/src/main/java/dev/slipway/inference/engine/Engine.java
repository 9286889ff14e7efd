package dev.slipway.inference.engine;

/**
 * Executes one version. Callable from several threads; the caller sees to it that nothing runs when
 * it closes the engine.
 */
public interface Engine extends AutoCloseable {
    /**
     * Runs on the caller's thread until the sink is told the end. Ends early when the request is
     * cancelled; whoever waits for it cancels it when its deadline comes.
     */
    void run(EngineRequest request, AnswerSink sink);

    /** Whether the graph computes scales from all the values of a run, so that rows mix. */
    default boolean quantisesDynamically() {
        return false;
    }

    @Override
    void close();
}
