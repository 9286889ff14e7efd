package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.SimilarityCodec;

/** Offers the codecs of OpenAI's embeddings and of what else is asked of texts beside them. */
public final class OpenAiJsonConfiguration {
    private OpenAiJsonConfiguration() {}

    public static EmbeddingsCodec embeddingsCodec() {
        return new EmbeddingsJson();
    }

    public static RerankCodec rerankCodec() {
        return new RerankJson();
    }

    public static SimilarityCodec similarityCodec() {
        return new SimilarityJson();
    }

    public static ClassifyCodec classifyCodec() {
        return new ClassifyJson();
    }
}
