package dev.slipway.inference.engine;

import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What an engine is asked.
 *
 * @param inputs every input of the model, checked against its signature
 * @param outputs names of the outputs that are wanted, in the order of the answer
 * @param buffers in which inputs outside the heap lie; held by who reads them
 * @param memory charged for the outputs
 */
public record EngineRequest(
        Map<String, Tensor> inputs,
        List<String> outputs,
        Deadline deadline,
        CancelToken cancel,
        BufferLease buffers,
        AnswerMemory memory) {
    /** Its inputs lie in no buffers that were lent, and its outputs are not charged. */
    public EngineRequest(
            Map<String, Tensor> inputs,
            List<String> outputs,
            Deadline deadline,
            CancelToken cancel) {
        this(inputs, outputs, deadline, cancel, BufferLease.ofNothing(), AnswerMemory.UNBOUNDED);
    }
}
