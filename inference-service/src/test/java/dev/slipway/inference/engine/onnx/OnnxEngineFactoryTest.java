package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sessions use their threads. */
class OnnxEngineFactoryTest {
    private static final String ALLOW = "session.intra_op.allow_spinning";
    private static final String STOP = "session.force_spinning_stop";

    @TempDir static Path folder;

    private static String runtime = "";

    /** The first of the process decides where the library is. */
    @BeforeAll
    static void loadTheLibrary() {
        runtime =
                OnnxConfiguration.engineFactory(
                                folder.resolve("native"),
                                new EngineSettings(
                                        1, 1, false, false, "cpu", ProviderPolicy.STRICT, ""))
                        .runtime();
    }

    private static Map<String, String> entries(EngineThreads threads) throws Exception {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OnnxEngineFactory.use(options, threads);
            return Map.copyOf(options.getConfigEntries());
        }
    }

    @Test
    void threadsSleepWhileTheyWaitUnlessTheyAreToSpin() throws Exception {
        assertThat(entries(EngineThreads.sleeping(2)))
                .containsEntry(ALLOW, "0")
                .doesNotContainKey(STOP);
    }

    @Test
    void threadsThatSpinStopWhenTheLastRunEnds() throws Exception {
        assertThat(entries(new EngineThreads(2, true)))
                .containsEntry(ALLOW, "1")
                .containsEntry(STOP, "1");
    }

    @Test
    void aSessionWhoseThreadsSpinGivesTheSame() throws Exception {
        try (Engine engine =
                TestEngines.load(folder, TestModels.doubled(null), new EngineThreads(2, true))) {
            Answers answers = new Answers();
            engine.run(
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[] {1, 2}, 1, 2)),
                            List.of("y"),
                            Deadline.in(Duration.ofSeconds(30), System::nanoTime),
                            new CancelToken()),
                    answers);
            assertThat(answers.values).containsExactly(2f, 4f);
        }
    }

    @Test
    void theRuntimeSaysItsVersion() {
        assertThat(runtime).matches("ONNX Runtime \\d+\\.\\d+.*");
    }

    private static final class Answers implements AnswerSink {
        private final List<Float> values = new ArrayList<>();

        @Override
        public void answer(Map<String, Tensor> outputs) {
            Tensor y = outputs.get("y");
            if (y != null) {
                for (float value : (float[]) y.data()) {
                    values.add(value);
                }
            }
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            throw new AssertionError(refusal.message());
        }
    }
}
