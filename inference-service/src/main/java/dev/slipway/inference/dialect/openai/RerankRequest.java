package dev.slipway.inference.dialect.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents to be ranked by how well they answer a query.
 *
 * @param topN how many of the best are answered; null for all
 * @param returnDocuments whether the answer repeats the documents
 * @param rawScores whether scores are the model's logits rather than between 0 and 1
 * @param maxTokensPerDoc tokens of each document that are read; null for what the model reads
 * @param truncate whether what is too long is cut; null when the request does not say
 */
public record RerankRequest(
        String query,
        List<String> documents,
        @Nullable Integer topN,
        boolean returnDocuments,
        boolean rawScores,
        @Nullable Integer maxTokensPerDoc,
        @Nullable Boolean truncate) {}
