package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderEngineFactory;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sessions are made, and what is said where they cannot be. */
class OnnxEngineFactoryTest {
    private static final String ALLOW = "session.intra_op.allow_spinning";
    private static final String STOP = "session.force_spinning_stop";
    private static final EngineThreads ONE_THREAD = EngineThreads.sleeping(1);

    @TempDir static Path folder;

    private static ProviderEngineFactory engines;

    /** The first of the process decides where the library is. */
    @BeforeAll
    static void loadTheLibrary() {
        engines =
                OnnxConfiguration.engineFactory(
                        folder.resolve("native"),
                        new EngineSettings(1, 1, false, false, "cpu", ProviderPolicy.STRICT, ""));
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
        assertThat(engines.runtime()).matches("ONNX Runtime \\d+\\.\\d+.*");
    }

    private static String said(String error) {
        return OnnxEngineFactory.reason(
                new OrtException(OrtException.OrtErrorCode.ORT_RUNTIME_EXCEPTION, error));
    }

    @Test
    void aGraphThatIsLargerThanItsLimitOnTheCardIsToldSo() {
        assertThat(
                        said(
                                "bfc_arena.cc:358 AllocateRawInternal() Available memory of 16 is"
                                        + " smaller than requested bytes of 32"))
                .isEqualTo(
                        "this graph needs more of its card than its gpu_mem_limit allows; raise"
                                + " that");
    }

    @Test
    void whatElseIsWrongIsNotTheLimit() {
        assertThat(said("no kernel for Foo(99)")).contains("opset").doesNotContain("Foo");
        assertThat(said("fallback to CPU EP has been explicitly disabled"))
                .contains("SLIPWAY_EXECUTION_PROVIDERS");
    }

    @Test
    void aVersionsOwnProvidersAreThoseOfItsSessionsAlone() throws Exception {
        assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "NOT RUN: this machine has a card");
        TestPackage files = TestModels.addConstant(1, 8);
        Path model = folder.resolve("constant.onnx");
        Files.write(model, files.byDigest().values().iterator().next());
        List<ExecutionProvider> onCard = ExecutionProvider.listOf("cuda:device_id=0,cpu");
        EngineFactory ofVersion = engines.with(onCard);
        assertThatThrownBy(() -> ofVersion.load(model, files.manifest().signature(), ONE_THREAD))
                .isInstanceOf(EngineLoadException.class);
        assertThat(engines.providers()).isEqualTo(ExecutionProvider.listOf("cpu"));
        try (Engine engine = engines.load(model, files.manifest().signature(), ONE_THREAD)) {
            assertThat(engine.quantisesDynamically()).isFalse();
        }
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
