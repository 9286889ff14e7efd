package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Folders of sentence-transformers, of a cross-encoder and of a classifier of texts are deployed as
 * they lie on Hugging Face, with nothing of the platform's in them, and answer as ONNX Runtime
 * does. What is in them stands in {@code huggingface_folders.py}.
 */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
class HuggingFaceFoldersTest {
    @Test
    void vectorsAndScoresAreThoseOfOnnxRuntimeCalledDirectly(Platform platform) throws Exception {
        HuggingFaceFolders folders = HuggingFaceFolders.make(Platform.freshData("folders"));

        assertThat(HuggingFaceFolders.deploy(platform, folders.embedder()))
                .contains("embedder@1 is served.", "/v1/embeddings");
        assertThat(HuggingFaceFolders.deploy(platform, folders.reranker()))
                .contains("reranker@1 is served.");
        assertThat(HuggingFaceFolders.deploy(platform, folders.classifier()))
                .contains("mood@1 is served.");

        System.out.println(
                PythonClients.make()
                        .run(
                                "huggingface_folders.py",
                                "check",
                                folders.root().toString(),
                                "127.0.0.1:" + platform.port(),
                                platform.inferKey()));
    }
}
