/** Tests of how tokenizers are read. */
@NullMarked
package dev.slipway.inference.task.huggingface;

import org.jspecify.annotations.NullMarked;
