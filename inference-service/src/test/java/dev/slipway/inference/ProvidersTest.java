package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.slipway.inference.engine.ProviderUnavailableException;
import dev.slipway.inference.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** On a machine without a card. */
@ExtendWith(OutputCaptureExtension.class)
class ProvidersTest {
    @TempDir Path cache;

    @BeforeEach
    void thereIsNoCard() {
        assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "NOT RUN: this machine has a card");
    }

    @Test
    void aProviderThatDoesNotStartKeepsTheReplicaFromStarting(CapturedOutput output) {
        assertThatThrownBy(() -> start(Map.of("SLIPWAY_EXECUTION_PROVIDERS", "cuda,cpu")))
                .hasRootCauseInstanceOf(ai.onnxruntime.OrtException.class)
                .hasStackTraceContaining(ProviderUnavailableException.class.getName());

        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START")
                .containsPattern(
                        "The execution provider cuda does not start: (this build of the service"
                                + " does not have it|the library libcublasLt[.0-9a-z]* is missing)"
                                + "\\.");
    }

    @Test
    void aWrongListIsSaidByName(CapturedOutput output) {
        assertThatThrownBy(() -> start(Map.of("SLIPWAY_EXECUTION_PROVIDERS", "gpu,cpu")));

        assertThat(output.getOut()).contains("no execution provider 'gpu'");
    }

    @Test
    void withTheFallbackTheNextOneServes(CapturedOutput output) throws Exception {
        Map<String, String> settings =
                Map.of(
                        "SLIPWAY_EXECUTION_PROVIDERS",
                        "tensorrt,cuda:device_id=0,cpu",
                        "SLIPWAY_EXECUTION_PROVIDER_POLICY",
                        "fallback");
        try (TestReplica replica = new TestReplica(cache, settings)) {
            replica.serve("add", 1, TestModels.addConstant(1, 8));

            assertThat(output.getOut())
                    .contains("tensorrt does not start", "cuda does not start", "run on [cpu]");
        }
    }

    @Test
    void aListWithoutOneThatStartsIsAnErrorAlsoWithTheFallback(CapturedOutput output) {
        assertThatThrownBy(() ->
                start(
                        Map.of(
                                "SLIPWAY_EXECUTION_PROVIDERS",
                                "cuda",
                                "SLIPWAY_EXECUTION_PROVIDER_POLICY",
                                "fallback")));

        assertThat(output.getOut()).contains("None of the execution providers cuda starts.");
    }

    private void start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("SLIPWAY_INSTANCE", "0190b2f0-0000-7000-8000-000000000001");
        all.put("SLIPWAY_REGISTRY_URL", "http://127.0.0.1:1");
        all.put("SLIPWAY_STORE_URL", "http://127.0.0.1:1");
        all.putAll(TestReplica.TRUST);
        all.put("SLIPWAY_CACHE_DIR", cache.toString());
        InferenceApplication.start(all).close();
    }
}
