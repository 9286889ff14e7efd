package dev.slipway.store.layout;

import java.util.List;

/**
 * What Hugging Face's {@code config.json} says of a model.
 *
 * @param architectures classes of the model, for example {@code BertForSequenceClassification}
 * @param labels how many classes it tells apart; Hugging Face's own default where it says none
 */
public record ModelConfig(List<String> architectures, int labels) {
    /** What Hugging Face takes when {@code config.json} names no labels. */
    public static final int DEFAULT_LABELS = 2;
}
