package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs share is not what one of them was told. */
class OnnxCancelledRunTest {
    @TempDir Path folder;

    private final List<Map<String, Tensor>> answers = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    private void run(Engine engine, CancelToken cancel) {
        AnswerSink sink =
                new AnswerSink() {
                    @Override
                    public void answer(Map<String, Tensor> outputs) {
                        answers.add(outputs);
                    }

                    @Override
                    public void complete() {}

                    @Override
                    public void refuse(Refusal refusal) {
                        refusals.add(refusal);
                    }
                };
        engine.run(
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[] {1, 2, 3}, 3)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(30), System::nanoTime),
                        cancel),
                sink);
    }

    @Test
    void aRunAfterOneThatWasCancelledIsAnswered() throws Exception {
        try (Engine engine =
                TestEngines.load(folder, TestModels.negative(), EngineThreads.sleeping(1))) {
            for (int round = 1; round <= 5; round++) {
                run(engine, new CancelToken());
                assertThat(answers).hasSize(round);
                CancelToken cancelled = new CancelToken();
                cancelled.cancel();
                run(engine, cancelled);
                assertThat(refusals).hasSize(round);
            }
            assertThat(refusals)
                    .extracting(Refusal::code)
                    .containsOnly(ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void oneThatIsCancelledAfterItsEndTouchesNoOther() throws Exception {
        try (Engine engine =
                TestEngines.load(folder, TestModels.negative(), EngineThreads.sleeping(1))) {
            CancelToken late = new CancelToken();
            run(engine, late);
            late.cancel();
            run(engine, new CancelToken());
            assertThat(answers).hasSize(2);
            assertThat(refusals).isEmpty();
        }
    }
}
