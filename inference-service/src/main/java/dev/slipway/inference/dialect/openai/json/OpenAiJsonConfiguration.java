package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.RerankCodec;

/** Offers the codecs of OpenAI's embeddings and of reranking. */
public final class OpenAiJsonConfiguration {
    private OpenAiJsonConfiguration() {}

    public static EmbeddingsCodec embeddingsCodec() {
        return new EmbeddingsJson();
    }

    public static RerankCodec rerankCodec() {
        return new RerankJson();
    }
}
