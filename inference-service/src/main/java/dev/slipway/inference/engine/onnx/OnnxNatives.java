package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks the native library once a machine instead of once a process: a process that is halted
 * would leave its copy in the temporary folder for ever.
 */
final class OnnxNatives {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxNatives.class);
    private static final String PROPERTY = "onnxruntime.native.path";

    private OnnxNatives() {}

    static void use(Path directory) {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        String platform = platform();
        if (platform == null) {
            return;
        }
        Path own = directory.resolve(platform);
        try {
            Files.createDirectories(own);
            for (String library : List.of("libonnxruntime.so", "libonnxruntime4j_jni.so")) {
                unpack("/ai/onnxruntime/native/" + platform + "/" + library, own.resolve(library));
            }
            System.setProperty(PROPERTY, own.toString());
        } catch (IOException full) {
            LOG.warn("the native library is unpacked to the temporary folder", full);
        }
    }

    private static void unpack(String resource, Path file) throws IOException {
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the runtime's jar has no library for this platform");
            }
            int size = in.available();
            if (Files.exists(file) && size > 0 && Files.size(file) == size) {
                return;
            }
            Path half = Files.createTempFile(file.getParent(), "unpacking", ".half");
            Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Null where the runtime's own way of unpacking is left to work. */
    private static @Nullable String platform() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "linux-x64";
            case "aarch64" -> "linux-aarch64";
            default -> null;
        };
    }
}
