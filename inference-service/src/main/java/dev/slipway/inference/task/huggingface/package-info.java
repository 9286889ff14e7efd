/** Decides how Hugging Face's tokenizers library is used. */
@NullMarked
package dev.slipway.inference.task.huggingface;

import org.jspecify.annotations.NullMarked;
