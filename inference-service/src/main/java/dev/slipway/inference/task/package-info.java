/**
 * Decides how what a version does for a person becomes tensors and back: texts to embeddings, a
 * query and documents to scores.
 */
@NullMarked
package dev.slipway.inference.task;

import org.jspecify.annotations.NullMarked;
