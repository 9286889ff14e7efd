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
 * @param binaryOutputs those of them that are answered as their own bytes
 * @param parameters those that mean nothing here and are echoed, in the codec's own form; empty
 *     when there are none
 * @param timeout time since the request came after which nobody wants the answer, or null
 * @param priority how urgent it is, or 0 where it does not say
 * @param topClasses outputs of which only the highest values are wanted
 */
@SuppressWarnings("ArrayRecordComponent")
public record InferRequest(
        @Nullable String id,
        Map<String, Tensor> inputs,
        List<String> outputs,
        Set<String> binaryOutputs,
        byte[] parameters,
        @Nullable Duration timeout,
        int priority,
        Map<String, TopClasses> topClasses) {
    /** Most bytes of {@link #parameters}, which are no place for data. */
    public static final int MOST_PARAMETER_BYTES = 64 << 10;

    /** All of its outputs are wanted as they are. */
    public InferRequest(
            @Nullable String id,
            Map<String, Tensor> inputs,
            List<String> outputs,
            Set<String> binaryOutputs,
            byte[] parameters,
            @Nullable Duration timeout,
            int priority) {
        this(id, inputs, outputs, binaryOutputs, parameters, timeout, priority, Map.of());
    }

    /** Its outputs are in the codec's usual form, no parameters go back, no priority is named. */
    public InferRequest(
            @Nullable String id,
            Map<String, Tensor> inputs,
            List<String> outputs,
            @Nullable Duration timeout) {
        this(id, inputs, outputs, Set.of(), new byte[0], timeout, 0);
    }

    /**
     * An output as it is wanted; null where the model gave none of that name.
     *
     * @param given by the model
     */
    public @Nullable Tensor output(String name, Map<String, Tensor> given) {
        Tensor tensor = given.get(name);
        TopClasses top = topClasses.get(name);
        return tensor == null || top == null ? tensor : top.of(tensor);
    }
}
