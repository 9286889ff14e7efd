package dev.slipway.inference.task.huggingface;

import dev.slipway.inference.task.TokenizerFactory;
import java.nio.file.Path;

/** Offers Hugging Face's tokenizers. */
public final class TokenizersConfiguration {
    private TokenizersConfiguration() {}

    /**
     * The library, which never goes to the network here.
     *
     * @param nativeDirectory where the native library is unpacked, once a machine
     */
    public static TokenizerFactory tokenizerFactory(Path nativeDirectory) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (System.getProperty("ENGINE_CACHE_DIR") == null) {
            System.setProperty("ENGINE_CACHE_DIR", nativeDirectory.toString());
        }
        return HuggingFaceTokens::load;
    }
}
