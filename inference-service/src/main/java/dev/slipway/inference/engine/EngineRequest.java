package dev.slipway.inference.engine;

import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What an engine is asked.
 *
 * @param inputs every input of the model, checked against its signature
 * @param outputs names of the outputs that are wanted, in the order of the answer
 */
public record EngineRequest(
        Map<String, Tensor> inputs, List<String> outputs, Deadline deadline, CancelToken cancel) {}
