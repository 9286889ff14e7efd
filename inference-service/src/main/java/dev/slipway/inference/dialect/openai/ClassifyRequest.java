package dev.slipway.inference.dialect.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to be classified, answered in their order.
 *
 * @param single whether one text was sent that is no list, so that its answer is none of lists
 * @param topK how many of a text's classes are answered; null for all
 * @param rawScores whether scores are the model's logits
 * @param truncate whether what is too long is cut; null when the request does not say
 */
public record ClassifyRequest(
        List<Text> inputs,
        boolean single,
        @Nullable Integer topK,
        boolean rawScores,
        @Nullable Boolean truncate) {

    /**
     * A text.
     *
     * @param second what is read together with it, or null
     */
    public record Text(String first, @Nullable String second) {}
}
