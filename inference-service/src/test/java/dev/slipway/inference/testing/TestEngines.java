package dev.slipway.inference.testing;

import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.onnx.OnnxConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real engines without a replica around them. */
public final class TestEngines {
    private TestEngines() {}

    /** Loads the graph of a package that is one file, for one thread. */
    public static Engine load(Path folder, TestPackage files)
            throws IOException, EngineLoadException {
        return load(folder, files, EngineThreads.sleeping(1));
    }

    /** The same for other threads. */
    public static Engine load(Path folder, TestPackage files, EngineThreads threads)
            throws IOException, EngineLoadException {
        Path model = Files.createTempFile(folder, "model", ".onnx");
        Files.write(model, files.byDigest().values().iterator().next());
        return OnnxConfiguration.engineFactory(
                        folder.resolve("native"),
                        new EngineSettings(1, 1, false, false, "cpu", ProviderPolicy.STRICT, ""))
                .load(model, files.manifest().signature(), threads);
    }
}
