package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtException;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderEngineFactory;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEngineFactoryTest {
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
    void aVersionsOwnProvidersAreThoseOfItsSessionsAlone(@TempDir Path folder) throws Exception {
        assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "NOT RUN: this machine has a card");
        ProviderEngineFactory engines =
                OnnxConfiguration.engineFactory(
                        folder.resolve("native"),
                        new EngineSettings(1, 1, false, "cpu", ProviderPolicy.STRICT, ""));
        TestPackage files = TestModels.addConstant(1, 8);
        Path model = folder.resolve("model.onnx");
        Files.write(model, files.byDigest().values().iterator().next());
        List<ExecutionProvider> onCard = ExecutionProvider.listOf("cuda:device_id=0,cpu");
        EngineFactory ofVersion = engines.with(onCard);
        assertThatThrownBy(() -> ofVersion.load(model, files.manifest().signature(), 1))
                .isInstanceOf(EngineLoadException.class);
        assertThat(engines.providers()).isEqualTo(ExecutionProvider.listOf("cpu"));
        assertThat(engines.runtimeVersion()).matches("[0-9]+[.][0-9]+.*");
        try (Engine engine = engines.load(model, files.manifest().signature(), 1)) {
            assertThat(engine.quantisesDynamically()).isFalse();
        }
    }
}
