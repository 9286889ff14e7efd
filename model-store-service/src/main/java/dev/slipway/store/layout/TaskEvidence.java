package dev.slipway.store.layout;

import java.util.Optional;

/** Says what a model does for a person, from the files that people have beside it. */
public final class TaskEvidence {
    public static final String CONFIG = "config.json";

    private static final String FEATURE_EXTRACTION = "feature-extraction";
    private static final String TEXT_RANKING = "text-ranking";
    private static final String TEXT_CLASSIFICATION = "text-classification";
    private static final String CLASSIFIER = "ForSequenceClassification";

    private TaskEvidence() {}

    /**
     * Hugging Face's word, or empty where nothing tells one.
     *
     * @param config of the package, or empty when it has none that can be read
     */
    public static Optional<String> task(PackageContents contents, Optional<ModelConfig> config) {
        if (!contents.has("tokenizer.json")) {
            return Optional.empty();
        }
        if (contents.has("modules.json") || contents.has("1_Pooling/config.json")) {
            return Optional.of(FEATURE_EXTRACTION);
        }
        return config.filter(TaskEvidence::classifies)
                .map(found -> found.labels() == 1 ? TEXT_RANKING : TEXT_CLASSIFICATION);
    }

    private static boolean classifies(ModelConfig config) {
        return config.architectures().stream().anyMatch(name -> name.endsWith(CLASSIFIER));
    }
}
