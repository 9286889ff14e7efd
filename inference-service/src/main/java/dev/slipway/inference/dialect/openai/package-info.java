/** Decides what OpenAI's embeddings, and reranking beside them, ask and answer. */
@NullMarked
package dev.slipway.inference.dialect.openai;

import org.jspecify.annotations.NullMarked;
