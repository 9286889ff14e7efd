package dev.slipway.inference.engine;

/** Keeps what was found about graphs on this machine. Callable from several threads. */
public interface PlanMemory {
    /**
     * What was found on hardware like this; {@link EnginePlan#UNKNOWN} where nothing was.
     *
     * @param graph the SHA-256 of its file
     */
    EnginePlan recall(String graph);

    /** Takes the place of what was remembered. Where it cannot be kept it is searched for again. */
    void remember(String graph, EnginePlan plan);
}
