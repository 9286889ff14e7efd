package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.dialect.openai.EmbeddingsCodec;

/** Offers the codec of OpenAI's embeddings. */
public final class OpenAiJsonConfiguration {
    private OpenAiJsonConfiguration() {}

    public static EmbeddingsCodec embeddingsCodec() {
        return new EmbeddingsJson();
    }
}
