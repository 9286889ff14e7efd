package dev.slipway.inference.dialect.openai;

import java.util.List;

/**
 * Texts to embed, answered in their order.
 *
 * @param base64 whether vectors are answered as base64 of little-endian floats
 */
public record EmbeddingsRequest(List<String> texts, boolean base64) {}
