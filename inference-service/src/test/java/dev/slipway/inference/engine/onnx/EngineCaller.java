package dev.slipway.inference.engine.onnx;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/** As the replica does it: through its engine, and so through the runtime's Java interface. */
final class EngineCaller implements Caller {
    private final Engine engine;

    /** Closes the engine with itself. */
    EngineCaller(Engine engine) {
        this.engine = engine;
    }

    private static final class Answer implements AnswerSink {
        private Map<String, Tensor> outputs = Map.of();

        @Override
        public void answer(Map<String, Tensor> answered) {
            outputs = answered;
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }

        Tensor y() {
            return Objects.requireNonNull(outputs.get("y"), "no y");
        }
    }

    @Override
    public Tensor answer(EngineRequest request) {
        Answer answer = new Answer();
        engine.run(request, answer);
        return answer.y();
    }

    @Override
    public void close() {
        engine.close();
    }
}
