/**
 * Decides how what a version does for a person becomes tensors and back: texts to embeddings or to
 * scores of classes, a query and documents to scores.
 */
@NullMarked
package dev.slipway.inference.task;

import org.jspecify.annotations.NullMarked;
