package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of one run of a probe. */
final class ProbeRun implements AnswerSink {
    private @Nullable Map<String, Tensor> given;
    private @Nullable Refusal refusal;

    private ProbeRun() {}

    static ProbeRun of(Engine engine, EngineRequest request) {
        ProbeRun run = new ProbeRun();
        engine.run(request, run);
        return run;
    }

    /** Its outputs; null when it was refused. */
    @Nullable Map<String, Tensor> given() {
        return given;
    }

    /** Why nothing is known, of a run that gave nothing. */
    String says(boolean cancelled) {
        if (cancelled) {
            return "trying it took too long";
        }
        return "the model does not run on what was made up for it"
                + (refusal == null ? "" : " (" + refusal.message() + ")");
    }

    @Override
    public void answer(Map<String, Tensor> answer) {
        given = answer;
    }

    @Override
    public void complete() {}

    @Override
    public void refuse(Refusal why) {
        given = null;
        refusal = why;
    }
}
