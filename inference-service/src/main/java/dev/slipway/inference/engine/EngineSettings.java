package dev.slipway.inference.engine;

/**
 * How a model uses the processors; 0 stands for as many as there are.
 *
 * @param intraOpThreads threads that share one run
 * @param parallelRuns runs of one version at the same time
 */
public record EngineSettings(int intraOpThreads, int parallelRuns) {
    public EngineSettings {
        if (intraOpThreads < 0 || parallelRuns < 0) {
            throw new IllegalArgumentException(
                    "slipway.engine: intra-op-threads and parallel-runs must be at least 0");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        intraOpThreads = intraOpThreads == 0 ? processors : intraOpThreads;
        parallelRuns = parallelRuns == 0 ? processors : parallelRuns;
    }
}
