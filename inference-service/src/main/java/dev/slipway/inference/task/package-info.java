/** Decides how what a version does for a person becomes tensors and back: texts to embeddings. */
@NullMarked
package dev.slipway.inference.task;

import org.jspecify.annotations.NullMarked;
