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
    private static final String SHARED = "libonnxruntime_providers_shared.so";
    private static final List<String> NEEDED =
            List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

    /** The runtime loads these from the same folder once their providers are asked for. */
    private static final List<String> OF_OTHER_BUILDS =
            List.of(
                    SHARED,
                    "libonnxruntime_providers_cuda.so",
                    "libonnxruntime_providers_tensorrt.so");

    private OnnxNatives() {}

    /** Libraries that somebody names are used as they lie; what lacks there is the jar's. */
    static void use(Path directory, String libraryDirectory) {
        if (!libraryDirectory.isBlank()) {
            System.setProperty(PROPERTY, libraryDirectory);
        }
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        String platform = platform();
        if (platform == null) {
            return;
        }
        // Each packaging of the replica has its own.
        Path own = directory.resolve(has(platform, SHARED) ? platform + "-gpu" : platform);
        try {
            Files.createDirectories(own);
            for (String library : NEEDED) {
                if (!unpack(platform, library, own)) {
                    throw new IOException("the runtime's jar has no library for this platform");
                }
            }
            for (String library : OF_OTHER_BUILDS) {
                var _ = unpack(platform, library, own);
            }
            System.setProperty(PROPERTY, own.toString());
        } catch (IOException full) {
            LOG.warn("the native library is unpacked to the temporary folder", full);
        }
    }

    private static boolean has(String platform, String library) {
        return OrtEnvironment.class.getResource(resource(platform, library)) != null;
    }

    private static String resource(String platform, String library) {
        return "/ai/onnxruntime/native/" + platform + "/" + library;
    }

    /** Whether the jar has that library. */
    private static boolean unpack(String platform, String library, Path own) throws IOException {
        Path file = own.resolve(library);
        try (InputStream in =
                OrtEnvironment.class.getResourceAsStream(resource(platform, library))) {
            if (in == null) {
                return false;
            }
            int size = in.available();
            if (Files.exists(file) && size > 0 && Files.size(file) == size) {
                return true;
            }
            Path half = Files.createTempFile(own, "unpacking", ".half");
            try {
                Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(half);
            }
            return true;
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
