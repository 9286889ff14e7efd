package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.slipway.inference.engine.ExecutionProvider.Kind;
import dev.slipway.inference.engine.ProviderUnavailableException;
import org.junit.jupiter.api.Test;

class OnnxProvidersTest {
    private static final String BRIDGE =
            "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988 Get()"
                    + " [ONNXRuntimeError] : 1 : FAIL : Failed to load library"
                    + " /var/cache/native/libonnxruntime_providers_cuda.so with error: ";

    @Test
    void aLibraryThatIsNotThereIsNamed() {
        assertThat(said(Kind.CUDA, "libcublasLt.so.12: cannot open shared object file: No such"))
                .isEqualTo(
                        "The execution provider cuda does not start: the library libcublasLt.so.12"
                                + " is missing.");
        assertThat(said(Kind.TENSORRT, "libnvinfer.so.10: cannot open shared object file: No such"))
                .contains("tensorrt", "the library libnvinfer.so.10 is missing.");
    }

    @Test
    void anotherFaultIsNotCalledAMissingLibrary() {
        assertThat(said(Kind.CPU, "libcudart.so.12: undefined symbol: cudaMalloc"))
                .doesNotContain("missing", "/var/cache");
    }

    private static String said(Kind kind, String error) {
        ProviderUnavailableException failed =
                OnnxProviders.unavailable(
                        kind, new OrtException(OrtException.OrtErrorCode.ORT_FAIL, BRIDGE + error));
        return String.valueOf(failed.getMessage());
    }
}
