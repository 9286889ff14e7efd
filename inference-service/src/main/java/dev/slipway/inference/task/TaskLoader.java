package dev.slipway.inference.task;

import dev.slipway.inference.artefact.LocalPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Finds out what a version does for a person. */
public final class TaskLoader {
    private static final Set<String> EMBEDDING =
            Set.of("feature-extraction", "sentence-similarity");
    private static final String RANKING = "text-ranking";
    private static final String CLASSIFICATION = "text-classification";

    private final TokenizerFactory tokenizers;
    private final EmbeddingConfig.Reader configs;
    private final ClassifierConfig.Reader classifiers;

    public TaskLoader(
            TokenizerFactory tokenizers,
            EmbeddingConfig.Reader configs,
            ClassifierConfig.Reader classifiers) {
        this.tokenizers = tokenizers;
        this.configs = configs;
        this.classifiers = classifiers;
    }

    /** Reads the package's files; a task that cannot be done leaves its tensors served. */
    public TaskSetup load(LocalPackage files) {
        String task = files.manifest().task();
        if (task == null) {
            return new TaskSetup.TensorsOnly("its task is not declared");
        }
        String named = "its task is '" + task + "'";
        if (!EMBEDDING.contains(task) && !task.equals(RANKING) && !task.equals(CLASSIFICATION)) {
            return new TaskSetup.TensorsOnly(named);
        }
        Path tokenizerJson = files.file("tokenizer.json").orElse(null);
        if (tokenizerJson == null) {
            return new TaskSetup.TensorsOnly(
                    named + ", but its package has no tokenizer.json, so it takes no text");
        }
        try {
            return switch (task) {
                case RANKING -> ranking(files, tokenizerJson);
                case CLASSIFICATION -> classification(files, tokenizerJson);
                default -> embeddings(files, tokenizerJson);
            };
        } catch (UnsupportedTaskException unsupported) {
            return new TaskSetup.TensorsOnly(
                    named + ", but it cannot be done here: " + unsupported.getMessage());
        } catch (IOException broken) {
            return new TaskSetup.TensorsOnly(named + ", but its tokenizer.json cannot be read");
        }
    }

    private TaskSetup embeddings(LocalPackage files, Path tokenizerJson)
            throws UnsupportedTaskException, IOException {
        EmbeddingConfig config = configs.read(files);
        return with(
                tokenizers.load(tokenizerJson, config.maxTokens()),
                tokenizer ->
                        new TaskSetup.Embeddings(
                                new FeatureExtraction(
                                        tokenizer, config, files.manifest().signature())));
    }

    private TaskSetup ranking(LocalPackage files, Path tokenizerJson)
            throws UnsupportedTaskException, IOException {
        return with(
                tokenizers.load(tokenizerJson, configs.maxTokens(files)),
                tokenizer ->
                        new TaskSetup.Ranking(
                                new TextRanking(tokenizer, files.manifest().signature())));
    }

    private TaskSetup classification(LocalPackage files, Path tokenizerJson)
            throws UnsupportedTaskException, IOException {
        ClassifierConfig config = classifiers.read(files);
        return with(
                tokenizers.load(tokenizerJson, configs.maxTokens(files)),
                tokenizer ->
                        new TaskSetup.Classification(
                                new TextClassification(
                                        tokenizer, config, files.manifest().signature())));
    }

    /** A tokenizer is native memory: one that nobody owns in the end is closed. */
    private static TaskSetup with(Tokenizer tokenizer, Maker maker)
            throws UnsupportedTaskException {
        boolean owned = false;
        try {
            TaskSetup made = maker.make(tokenizer);
            owned = true;
            return made;
        } finally {
            if (!owned) {
                tokenizer.close();
            }
        }
    }

    @FunctionalInterface
    private interface Maker {
        TaskSetup make(Tokenizer tokenizer) throws UnsupportedTaskException;
    }
}
