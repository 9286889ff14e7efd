package dev.slipway.inference.task.json;

import dev.slipway.inference.task.EmbeddingConfig;

/** Offers the reader of sentence-transformers' configuration files. */
public final class SentenceTransformersConfiguration {
    private SentenceTransformersConfiguration() {}

    public static EmbeddingConfig.Reader reader() {
        return new SentenceTransformersFiles();
    }
}
