package dev.slipway.inference.dialect.openai;

import dev.slipway.inference.dialect.ErrorWriter;
import dev.slipway.inference.refusal.Refusal;

/** The bodies of {@code /v1/embeddings}. Pure: the same bytes give the same result. */
public interface EmbeddingsCodec extends ErrorWriter {
    /** UTF-8 bytes or characters of one text; a longer one is refused. */
    int MOST_TEXT = 4 << 20;

    /** Texts, or lists of token ids, of one request. */
    int MOST_INPUTS = 2048;

    /** Token ids of one request. */
    int MOST_IDS = 1 << 20;

    /**
     * Reads a body.
     *
     * @param allowTokenIds whether lists of token ids may stand for texts
     */
    Decoded<EmbeddingsRequest> decode(byte[] body, boolean allowTokenIds);

    /** Writes an answer, or says why its values cannot be written. */
    Encoded encode(String model, boolean base64, float[][] vectors, long promptTokens);

    /** What came of writing. */
    sealed interface Encoded {
        @SuppressWarnings("ArrayRecordComponent")
        record Body(byte[] bytes) implements Encoded {}

        record Refused(Refusal refusal) implements Encoded {}
    }
}
