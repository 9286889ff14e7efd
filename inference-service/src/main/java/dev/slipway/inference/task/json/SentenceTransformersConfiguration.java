package dev.slipway.inference.task.json;

import dev.slipway.inference.task.ClassifierConfig;
import dev.slipway.inference.task.EmbeddingConfig;

/** Offers the readers of the configuration files that models have on Hugging Face. */
public final class SentenceTransformersConfiguration {
    private SentenceTransformersConfiguration() {}

    public static EmbeddingConfig.Reader reader() {
        return new SentenceTransformersFiles();
    }

    public static ClassifierConfig.Reader classifierReader() {
        return new ClassifierFile();
    }
}
