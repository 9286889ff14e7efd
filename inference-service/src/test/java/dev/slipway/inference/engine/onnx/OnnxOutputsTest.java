package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of one engine want different outputs. */
class OnnxOutputsTest {
    @TempDir Path folder;

    private static Set<String> given(Engine engine, List<String> wanted) {
        List<Map<String, Tensor>> answers = new ArrayList<>();
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
                        throw new AssertionError(refusal.message());
                    }
                };
        Map<String, Tensor> inputs =
                Map.of(
                        "x", Tensor.floats(new float[] {1}, 1),
                        "t", new Tensor(DataType.BYTES, new long[] {1}, new String[] {"a"}),
                        "f", new Tensor(DataType.BOOL, new long[] {1}, new boolean[] {true}));
        engine.run(
                new EngineRequest(
                        inputs,
                        wanted,
                        Deadline.in(Duration.ofSeconds(30), System::nanoTime),
                        new CancelToken()),
                sink);
        return answers.getFirst().keySet();
    }

    @Test
    void eachRunGivesWhatItAsksForWhateverTheOneBeforeItAsked() throws Exception {
        try (Engine engine =
                TestEngines.load(folder, TestModels.logAndText(), EngineThreads.sleeping(1))) {
            List<String> wanted = new ArrayList<>(List.of("y"));
            assertThat(given(engine, wanted)).containsExactly("y");
            assertThat(given(engine, List.of("y"))).containsExactly("y");
            wanted.add("g");
            assertThat(given(engine, wanted)).containsExactlyInAnyOrder("y", "g");
            assertThat(given(engine, List.of("g", "y"))).containsExactlyInAnyOrder("y", "g");
            assertThat(given(engine, List.of("s"))).containsExactly("s");
        }
    }
}
