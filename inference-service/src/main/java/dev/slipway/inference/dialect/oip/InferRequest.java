package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An inference request that fits the signature.
 *
 * @param id echoed in the answer, or null
 * @param outputs names of the outputs that are wanted, in the order of the answer
 * @param binaryOutputs those of them that are wanted as binary data
 * @param timeout time since the request came after which nobody wants the answer, or null
 */
public record InferRequest(
        @Nullable String id,
        Map<String, Tensor> inputs,
        List<String> outputs,
        Set<String> binaryOutputs,
        @Nullable Duration timeout) {
    /** A request whose dialect has one form of data only. */
    public InferRequest(
            @Nullable String id,
            Map<String, Tensor> inputs,
            List<String> outputs,
            @Nullable Duration timeout) {
        this(id, inputs, outputs, Set.of(), timeout);
    }
}
