package dev.slipway.inference.engine;

import dev.slipway.contract.version.ProcessorUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model uses the hardware; a number of 0 stands for as many as there are processors.
 *
 * @param intraOpThreads threads that share one run
 * @param parallelRuns runs of one version at the same time
 * @param wideLane whether lone runs may have an engine of their own that uses every processor
 * @param providers ordered: a node goes to the first one that can execute it
 * @param providerPolicy for one that does not start
 * @param libraryDirectory where the runtime's own libraries are; empty for those of the package
 */
public record EngineSettings(
        int intraOpThreads,
        int parallelRuns,
        boolean wideLane,
        String providers,
        ProviderPolicy providerPolicy,
        String libraryDirectory) {
    public EngineSettings {
        if (intraOpThreads < 0 || parallelRuns < 0) {
            throw new IllegalArgumentException(
                    "slipway.engine: intra-op-threads and parallel-runs must be at least 0");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        intraOpThreads = intraOpThreads == 0 ? processors : intraOpThreads;
        parallelRuns = parallelRuns == 0 ? processors : parallelRuns;
        var _ = ExecutionProvider.listOf(providers);
    }

    /**
     * The same for one version.
     *
     * @param declared what its package wants in place of these, of which it gets no more than there
     *     are processors; null where it wants nothing
     */
    public EngineSettings of(@Nullable ProcessorUse declared) {
        if (declared == null) {
            return this;
        }
        return new EngineSettings(
                bounded(declared.intraOpThreads(), intraOpThreads),
                bounded(declared.parallelRuns(), parallelRuns),
                wideLane,
                providers,
                providerPolicy,
                libraryDirectory);
    }

    private static int bounded(@Nullable Integer declared, int own) {
        return declared == null
                ? own
                : Math.clamp(declared, 1, Runtime.getRuntime().availableProcessors());
    }

    /** Threads that share one run of a lane. */
    public int threads(Lane lane) {
        return lane == Lane.WIDE ? Runtime.getRuntime().availableProcessors() : intraOpThreads;
    }

    /** Whether a wide lane could differ from a narrow one at all. */
    public boolean mayWiden() {
        return wideLane && threads(Lane.WIDE) > intraOpThreads && isOnProcessor();
    }

    /** Whether the processor comes first in the list, and no card. */
    public boolean isOnProcessor() {
        return executionProviders().getFirst().kind() == ExecutionProvider.Kind.CPU;
    }

    /** The list that {@link #providers} writes. */
    public List<ExecutionProvider> executionProviders() {
        return ExecutionProvider.listOf(providers);
    }
}
