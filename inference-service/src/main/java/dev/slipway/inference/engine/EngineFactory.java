package dev.slipway.inference.engine;

import dev.slipway.contract.version.ModelSignature;
import java.nio.file.Path;

/** Makes engines of one runtime. */
public interface EngineFactory {
    /**
     * Loads a graph.
     *
     * @param modelFile the graph; its external data lie beside it
     * @param threads at least one, which share each run
     * @throws EngineLoadException when the runtime cannot execute it
     */
    Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
            throws EngineLoadException;

    /** The runtime and its version: what was measured with it holds for no other. */
    default String runtime() {
        return "unknown runtime";
    }
}
