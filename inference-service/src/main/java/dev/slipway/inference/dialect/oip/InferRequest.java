package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inference request that fits the signature.
 *
 * @param id echoed in the answer, or null
 * @param outputs names of the outputs that are wanted, in the order of the answer
 * @param timeout time since the request came after which nobody wants the answer, or null
 */
public record InferRequest(
        @Nullable String id,
        Map<String, Tensor> inputs,
        List<String> outputs,
        @Nullable Duration timeout) {}
