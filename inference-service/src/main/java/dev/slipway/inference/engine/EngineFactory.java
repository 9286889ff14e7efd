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
     * @param threads at least one, which share each run
     * @throws EngineLoadException when the runtime cannot execute it
     */
    Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
            throws EngineLoadException;

    /** The runtime and its version: what was measured or built with it holds for no other. */
    default String runtime() {
        return "unknown runtime";
    }

    /** The one for a version, whose package may want something of a card; itself without one. */
    default EngineFactory of(Manifest manifest) {
        return this;
    }

    /** What a card lacks for an engine now; null where it has room, or is none. */
    default @Nullable CardShortage shortage() {
        return null;
    }

    /**
     * Bytes of a card that come free with each engine that is closed; 0 where none are counted.
     *
     * @param device the card's number as its provider counts them
     */
    default long promisedOf(int device) {
        return 0;
    }
}
