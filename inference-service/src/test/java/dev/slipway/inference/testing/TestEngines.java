package dev.slipway.inference.testing;

import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.onnx.OnnxConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real engines without a replica around them. */
public final class TestEngines {
    private TestEngines() {}

    /** Loads the graph of a package that is one file. */
    public static Engine load(Path folder, TestPackage files)
            throws IOException, EngineLoadException {
        Path model = Files.createTempFile(folder, "model", ".onnx");
        Files.write(model, files.byDigest().values().iterator().next());
        return OnnxConfiguration.engineFactory(
                        folder.resolve("native"),
                        new EngineSettings(1, 1, false, "cpu", ProviderPolicy.STRICT, ""))
                .load(model, files.manifest().signature(), 1);
    }
}
