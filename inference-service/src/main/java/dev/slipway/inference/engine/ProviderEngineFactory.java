package dev.slipway.inference.engine;

import java.util.List;

/** Makes engines on execution providers whose options may differ from version to version. */
public interface ProviderEngineFactory extends EngineFactory {
    /** Those that start here, in their order, with the replica's own options. */
    List<ExecutionProvider> providers();

    /**
     * The same with options of a version's own.
     *
     * @param others in place of {@link #providers}, the same kinds in the same order
     */
    EngineFactory with(List<ExecutionProvider> others);
}
