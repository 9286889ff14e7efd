package dev.slipway.inference.task;

import dev.slipway.inference.tensor.Tensor;
import java.util.Map;

/**
 * Rows of one request that run together.
 *
 * @param indexes which of the request's rows
 * @param counts tokens of each
 */
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(int[] indexes, int[] counts, Map<String, Tensor> inputs) {}
