package dev.slipway.contract.version;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input or output of a model.
 *
 * @param datatype the Open Inference Protocol's word: FP32, INT64, BYTES, …
 * @param shape one number a dimension, -1 where it varies
 * @param dimNames one entry a dimension: its symbolic name, or null
 */
public record TensorSpec(
        String name, String datatype, List<Long> shape, List<@Nullable String> dimNames) {}
