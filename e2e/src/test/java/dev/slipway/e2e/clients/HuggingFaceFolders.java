package dev.slipway.e2e.clients;

import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Folders of sentence-transformers, of a cross-encoder and of a classifier of texts, as they lie on
 * Hugging Face.
 */
record HuggingFaceFolders(Path root) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** All three, below a folder; what is in them stands in {@code huggingface_folders.py}. */
    static HuggingFaceFolders make(Path root) throws IOException, InterruptedException {
        Path jar = root.resolve("jar");
        PythonClients.copyResource("/all-minilm-l6-v2.onnx", jar.resolve("model.onnx"));
        PythonClients.copyResource(
                "/all-minilm-l6-v2-tokenizer.json", jar.resolve("tokenizer.json"));
        PythonClients.make().run("huggingface_folders.py", "make", root.toString(), jar.toString());
        return new HuggingFaceFolders(root);
    }

    Path embedder() {
        return root.resolve("embedder");
    }

    Path reranker() {
        return root.resolve("reranker");
    }

    Path classifier() {
        return root.resolve("mood");
    }

    /** What {@code deploy} says. */
    static String deploy(Platform platform, Path folder, String... more)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of("deploy", folder.toString(), "--data", platform.data().toString()));
        arguments.addAll(List.of(more));
        return Command.slipway(LIMIT, arguments.toArray(String[]::new)).orFail();
    }
}
