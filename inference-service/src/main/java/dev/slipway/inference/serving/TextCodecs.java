package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.SimilarityCodec;
import java.util.Map;

/** What reads and writes the requests that carry texts. */
public record TextCodecs(
        EmbeddingsCodec embeddings,
        RerankCodec rerank,
        SimilarityCodec similarity,
        ClassifyCodec classify) {

    Map<Route, Call> calls() {
        return Map.of(
                Route.EMBEDDINGS,
                new TextCall<>(new EmbeddingsTask(embeddings)),
                Route.RERANK,
                new TextCall<>(new RerankTask(rerank)),
                Route.SIMILARITY,
                new TextCall<>(new SimilarityTask(similarity)),
                Route.CLASSIFY,
                new TextCall<>(new ClassifyTask(classify)));
    }
}
