package dev.slipway.inference.task;

import java.io.IOException;
import java.nio.file.Path;

/** Makes tokenizers of a package's own file. */
public interface TokenizerFactory {
    /**
     * Reads a Hugging Face {@code tokenizer.json}; of its padding only the id is used.
     *
     * @throws IOException when it is not one
     */
    Tokenizer load(Path tokenizerJson, int maxTokens) throws IOException;
}
