package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inference request that fits the signature.
 *
 * @param id echoed in the answer, or null
 * @param outputs names of the outputs that are wanted, in the order of the answer
 */
public record InferRequest(@Nullable String id, Map<String, Tensor> inputs, List<String> outputs) {}
