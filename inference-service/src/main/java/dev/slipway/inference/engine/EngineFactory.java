package dev.slipway.inference.engine;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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

    /** The one for a version, whose package may want something of a card; itself without one. */
    default EngineFactory of(Manifest manifest) {
        return this;
    }

    /** Why a card has no room for an engine now, for people; null where it has, or is none. */
    default @Nullable String shortage() {
        return null;
    }
}
