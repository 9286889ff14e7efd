package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Folders of sentence-transformers, of a cross-encoder and of a classifier of texts are deployed as
 * they lie on Hugging Face, with nothing of the platform's in them, and answer as ONNX Runtime does. What is in them
 * stands in {@code huggingface_folders.py}.
 */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
class HuggingFaceFoldersTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static String deploy(Platform platform, Path folder) throws Exception {
        return Command.slipway(
                        LIMIT, "deploy", folder.toString(), "--data", platform.data().toString())
                .orFail();
    }

    @Test
    void vectorsAndScoresAreThoseOfOnnxRuntimeCalledDirectly(Platform platform) throws Exception {
        Path folder = Platform.freshData("folders");
        Path jar = folder.resolve("jar");
        PythonClients.copyResource("/all-minilm-l6-v2.onnx", jar.resolve("model.onnx"));
        PythonClients.copyResource(
                "/all-minilm-l6-v2-tokenizer.json", jar.resolve("tokenizer.json"));
        PythonClients python = PythonClients.make();
        python.run("huggingface_folders.py", "make", folder.toString(), jar.toString());

        assertThat(deploy(platform, folder.resolve("embedder")))
                .contains("embedder@1 is served.", "/v1/embeddings");
        assertThat(deploy(platform, folder.resolve("reranker"))).contains("reranker@1 is served.");
        assertThat(deploy(platform, folder.resolve("mood"))).contains("mood@1 is served.");

        System.out.println(
                python.run(
                        "huggingface_folders.py",
                        "check",
                        folder.toString(),
                        "127.0.0.1:" + platform.port(),
                        platform.inferKey()));
    }
}
