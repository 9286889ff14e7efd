package dev.slipway.inference.engine;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;

/**
 * Takes the answers of one request: any number of {@link #answer}, then exactly one of {@link
 * #complete} and {@link #refuse}. Its methods must not block and must not throw.
 */
public interface AnswerSink {
    void answer(Map<String, Tensor> outputs);

    void complete();

    void refuse(Refusal refusal);
}
