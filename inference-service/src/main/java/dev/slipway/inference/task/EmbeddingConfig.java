package dev.slipway.inference.task;

import dev.slipway.inference.artefact.LocalPackage;

/**
 * How a model's token vectors become one vector of a text, as its own files say.
 *
 * @param maxTokens longest input, special tokens included
 */
public record EmbeddingConfig(int maxTokens, Pooling pooling, boolean normalize) {
    /** How the vectors of a text's tokens become one. */
    public enum Pooling {
        MEAN,
        CLS,
        MAX
    }

    /** Reads a package's configuration files. */
    public interface Reader {
        /**
         * Finds what the files say, or the defaults of sentence-transformers.
         *
         * @throws UnsupportedTaskException when they ask for what is not built
         */
        EmbeddingConfig read(LocalPackage files) throws UnsupportedTaskException;

        /** Longest input that the files name, special tokens included. */
        int maxTokens(LocalPackage files) throws UnsupportedTaskException;
    }
}
