package dev.slipway.inference.dialect.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sentences to be compared with one, answered in their order.
 *
 * @param truncate whether what is too long is cut; null when the request does not say
 */
public record SimilarityRequest(
        String source, List<String> sentences, @Nullable Boolean truncate) {}
