package dev.slipway.inference.task;

import dev.slipway.inference.artefact.LocalPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Finds out what a version does for a person. */
public final class TaskLoader {
    private static final Set<String> EMBEDDING =
            Set.of("feature-extraction", "sentence-similarity");

    private final TokenizerFactory tokenizers;
    private final EmbeddingConfig.Reader configs;

    public TaskLoader(TokenizerFactory tokenizers, EmbeddingConfig.Reader configs) {
        this.tokenizers = tokenizers;
        this.configs = configs;
    }

    /** Reads the package's files; a task that cannot be done leaves its tensors served. */
    public TaskSetup load(LocalPackage files) {
        String task = files.manifest().task();
        if (task == null || !EMBEDDING.contains(task)) {
            return new TaskSetup.TensorsOnly(
                    "this model makes no embeddings; its task is "
                            + (task == null ? "not declared" : "'" + task + "'"));
        }
        Path tokenizerJson = files.file("tokenizer.json").orElse(null);
        if (tokenizerJson == null) {
            return new TaskSetup.TensorsOnly(
                    "this model's package has no tokenizer.json, so it takes no text");
        }
        try {
            EmbeddingConfig config = configs.read(files);
            Tokenizer tokenizer = tokenizers.load(tokenizerJson, config.maxTokens());
            return new TaskSetup.Embeddings(
                    new FeatureExtraction(tokenizer, config, files.manifest().signature()));
        } catch (UnsupportedTaskException unsupported) {
            return new TaskSetup.TensorsOnly(
                    "this model cannot make embeddings here: " + unsupported.getMessage());
        } catch (IOException broken) {
            return new TaskSetup.TensorsOnly("this model's tokenizer.json cannot be read");
        }
    }
}
