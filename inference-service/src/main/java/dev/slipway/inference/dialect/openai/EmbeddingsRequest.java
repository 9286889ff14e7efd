package dev.slipway.inference.dialect.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to embed, answered in its order.
 *
 * @param base64 whether vectors are answered as base64 of little-endian floats
 * @param dimensions how many of a vector's first numbers are wanted; null for all
 * @param truncate whether what is too long is cut; null when the request does not say
 */
public record EmbeddingsRequest(
        Input input, boolean base64, @Nullable Integer dimensions, @Nullable Boolean truncate) {

    /** One kind of input. */
    public sealed interface Input {
        int size();

        record Texts(List<String> texts) implements Input {
            @Override
            public int size() {
                return texts.size();
            }
        }

        /** Ids of the model's own tokenizer. */
        record TokenIds(List<int[]> lists) implements Input {
            @Override
            public int size() {
                return lists.size();
            }
        }
    }
}
