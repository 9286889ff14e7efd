package dev.slipway.inference.dialect.openai;

import java.util.List;

/**
 * The bodies of {@code /v1/classify}: those of Text Embeddings Inference's {@code /predict}, with
 * the model beside them. One difference: a list of strings is as many texts, as in transformers'
 * pipeline, and a pair that is read together is a list of two in that list. Pure: the same bytes
 * give the same result.
 */
public interface ClassifyCodec {
    Decoded<ClassifyRequest> decode(byte[] body);

    /**
     * Writes an answer, or says why its values cannot be written.
     *
     * @param single whether the only text's classes are answered without a list around them
     * @param classes of each text, in the order of the answer
     */
    EmbeddingsCodec.Encoded encode(boolean single, List<List<ScoredClass>> classes);

    /** A class and its score. */
    record ScoredClass(String label, float score) {}
}
