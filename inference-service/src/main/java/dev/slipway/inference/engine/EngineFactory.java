package dev.slipway.inference.engine;

import dev.slipway.contract.version.ModelSignature;
import java.nio.file.Path;

/** Makes engines of one runtime. */
public interface EngineFactory {
    /**
     * Loads a graph.
     *
     * @param modelFile the graph; its external data lie beside it
     * @param threads how many share one run
     * @throws EngineLoadException when the runtime cannot execute it
     */
    Engine load(Path modelFile, ModelSignature signature, int threads) throws EngineLoadException;
}
