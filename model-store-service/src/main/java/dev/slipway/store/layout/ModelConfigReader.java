package dev.slipway.store.layout;

import java.util.Optional;

/** Reads {@code config.json}. */
public interface ModelConfigReader {
    /** Longest file that is read. */
    int MAX_BYTES = 1 << 20;

    /**
     * Reads the whole file.
     *
     * @param json at most {@link #MAX_BYTES}
     * @return empty when it is not what Hugging Face writes
     */
    Optional<ModelConfig> read(byte[] json);
}
