/** Decides what OpenAI's embeddings ask and answer. */
@NullMarked
package dev.slipway.inference.dialect.openai;

import org.jspecify.annotations.NullMarked;
