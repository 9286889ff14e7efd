package dev.slipway.inference.dialect.openai;

import java.util.List;

/**
 * The bodies of {@code /v1/rerank} in the form that Jina and Cohere have in common. Pure: the same
 * bytes give the same result.
 */
public interface RerankCodec {
    /** Documents of one request. */
    int MOST_DOCUMENTS = 2048;

    Decoded<RerankRequest> decode(byte[] body);

    /**
     * Writes an answer.
     *
     * @param ranked in the order of the answer; each score is finite
     */
    byte[] encode(String model, RerankRequest request, List<Ranked> ranked, long tokens);

    /** A document by its place in the request. */
    record Ranked(int index, double score) {}
}
