package dev.slipway.inference.dialect.openai;

/**
 * The bodies of {@code /v1/similarity}: those of Text Embeddings Inference's {@code /similarity},
 * with the model beside them. Pure: the same bytes give the same result.
 */
public interface SimilarityCodec {
    /** Sentences that one request compares with its source. */
    int MOST_SENTENCES = 2047;

    Decoded<SimilarityRequest> decode(byte[] body);

    /** Writes an answer, or says why its values cannot be written. */
    EmbeddingsCodec.Encoded encode(float[] similarities);
}
