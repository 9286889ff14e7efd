/** Decides what OpenAI's embeddings, and what is asked of texts beside them, ask and answer. */
@NullMarked
package dev.slipway.inference.dialect.openai;

import org.jspecify.annotations.NullMarked;
