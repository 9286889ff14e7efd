package dev.slipway.inference.engine;

import dev.slipway.contract.version.ProcessorUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model uses the hardware. A number of 0 is one that nobody said: it stands for one thread,
 * and for as many runs as there are processors; where neither is said, a search may find others.
 *
 * @param intraOpThreads threads that share one run
 * @param parallelRuns runs of one version at the same time
 * @param wideLane whether lone runs may have an engine of their own that uses every processor
 * @param search whether it is tried how a version best uses the processors
 * @param providers ordered: a node goes to the first one that can execute it
 * @param providerPolicy for one that does not start
 * @param libraryDirectory where the runtime's own libraries are; empty for those of the package
 */
public record EngineSettings(
        int intraOpThreads,
        int parallelRuns,
        boolean wideLane,
        boolean search,
        String providers,
        ProviderPolicy providerPolicy,
        String libraryDirectory) {
    public EngineSettings {
        if (intraOpThreads < 0 || parallelRuns < 0) {
            throw new IllegalArgumentException(
                    "slipway.engine: intra-op-threads and parallel-runs must be at least 0");
        }
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
                search,
                providers,
                providerPolicy,
                libraryDirectory);
    }

    private static int bounded(@Nullable Integer declared, int own) {
        return declared == null ? own : Math.clamp(declared, 1, processors());
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** How runs share the processors where nothing else was found. */
    public RunSharing sharing() {
        return new RunSharing(
                intraOpThreads == 0 ? 1 : intraOpThreads,
                parallelRuns == 0 ? processors() : parallelRuns);
    }

    /** Whether another sharing may be found by trying: nobody said one. */
    public boolean maySearchSharing() {
        boolean said = intraOpThreads > 0 || parallelRuns > 0;
        return search && !said && processors() > 1 && isOnProcessor();
    }

    /** The threads of a wide lane where nothing else was found. */
    public EngineThreads wide() {
        return EngineThreads.sleeping(processors());
    }

    /** Whether a wide lane could differ at all from runs that are shared so. */
    public boolean mayWiden(RunSharing sharing) {
        return wideLane && processors() > sharing.threads() && isOnProcessor();
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
