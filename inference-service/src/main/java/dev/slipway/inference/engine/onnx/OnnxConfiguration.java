package dev.slipway.inference.engine.onnx;

import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ProviderEngineFactory;
import java.nio.file.Path;

/** Offers the ONNX runtime as an engine factory. */
public final class OnnxConfiguration {
    private OnnxConfiguration() {}

    /**
     * Loads the native library; the first call of the process decides where it is unpacked.
     *
     * @param nativeDirectory a folder that replicas of a machine may share
     * @throws dev.slipway.inference.engine.ProviderUnavailableException when an execution provider
     *     does not start and must
     */
    public static ProviderEngineFactory engineFactory(
            Path nativeDirectory, EngineSettings settings) {
        return new OnnxEngineFactory(
                OnnxEnvironment.get(nativeDirectory, settings.libraryDirectory()), settings);
    }
}
