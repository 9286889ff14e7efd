package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.PlanMemory;
import dev.slipway.inference.engine.RunSharing;
import org.jspecify.annotations.Nullable;

/**
 * How versions use the processors: as their packages or the settings say, else as was found by
 * trying, else as is best for most.
 */
final class EnginePlans {
    /** Bytes of weights: what is larger takes long to open once more only to try something. */
    static final long MOST_SEARCHED = 256L << 20;

    private final EngineSettings settings;
    private final PlanMemory memory;

    EnginePlans(EngineSettings settings, PlanMemory memory) {
        this.settings = settings;
        this.memory = memory;
    }

    private EngineSettings settings(Manifest manifest) {
        return settings.of(manifest.processorUse());
    }

    /** How runs share the processors, as far as is known. */
    RunSharing sharing(Manifest manifest) {
        EngineSettings own = settings(manifest);
        RunSharing found = own.maySearchSharing() ? memory.recall(graph(manifest)).sharing() : null;
        return found == null ? own.sharing() : found;
    }

    /** Whether a better sharing is to be looked for. */
    boolean isSharingOpen(Manifest manifest) {
        return settings(manifest).maySearchSharing()
                && isSmall(manifest)
                && memory.recall(graph(manifest)).sharing() == null;
    }

    void found(Manifest manifest, RunSharing sharing) {
        String graph = graph(manifest);
        memory.remember(graph, memory.recall(graph).with(sharing));
    }

    /** Threads of a wide lane where nothing was found. */
    EngineThreads usualLane() {
        return settings.wide();
    }

    /**
     * Threads of lone runs, {@link EngineThreads#NONE} where they have no lane of their own; null
     * where that is to be found.
     */
    @Nullable EngineThreads lane(Manifest manifest, RunSharing sharing) {
        EngineSettings own = settings(manifest);
        if (!own.mayWiden(sharing)) {
            return EngineThreads.NONE;
        }
        EngineThreads found = own.search() ? memory.recall(graph(manifest)).lane() : own.wide();
        return found == null && !isSmall(manifest) ? own.wide() : found;
    }

    void found(Manifest manifest, EngineThreads lane) {
        String graph = graph(manifest);
        memory.remember(graph, memory.recall(graph).with(lane));
    }

    /** For people: all of it. */
    String words(Manifest manifest, RunSharing sharing) {
        return "runs: " + sharing.words() + ", lone runs: " + words(lane(manifest, sharing));
    }

    static String words(@Nullable EngineThreads lane) {
        if (lane == null) {
            return "to be found";
        }
        return lane.equals(EngineThreads.NONE) ? "as all" : lane.words();
    }

    private static boolean isSmall(Manifest manifest) {
        return Weights.bytes(manifest) <= MOST_SEARCHED;
    }

    /** The digest of the graph's own file: it decides what is computed, whatever the weights. */
    private static String graph(Manifest manifest) {
        for (ManifestFile file : manifest.files()) {
            if (file.path().equals(manifest.modelFile())) {
                return file.sha256();
            }
        }
        return "";
    }
}
