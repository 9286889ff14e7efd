/** Decides how OpenAI's JSON is read and written. */
@NullMarked
package dev.slipway.inference.dialect.openai.json;

import org.jspecify.annotations.NullMarked;
