package dev.slipway.store.layout;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Files of a model's folder that serving never needs: the weights of other frameworks. */
public final class IgnoredFiles {
    private static final Set<String> EXTENSIONS =
            Set.of(
                    "safetensors",
                    "h5",
                    "msgpack",
                    "ot",
                    "pt",
                    "pth",
                    "ckpt",
                    "pkl",
                    "pickle",
                    "joblib",
                    "keras",
                    "gguf",
                    "tflite");
    private static final Set<String> NAMES =
            Set.of("training_args.bin", "optimizer.bin", "scheduler.bin");
    private static final List<String> BEGINNINGS = List.of("pytorch_model", "openvino_model");
    private static final Set<String> FOLDERS = Set.of("openvino", "coreml");

    private IgnoredFiles() {}

    /** Whether the file is one of them. */
    public static boolean hold(PackagePath path) {
        String lower = path.value().toLowerCase(Locale.ROOT);
        String name = lower.substring(lower.lastIndexOf('/') + 1);
        if (name.contains(".onnx")) {
            return false;
        }
        for (String folder : path.folders()) {
            String last = folder.substring(folder.lastIndexOf('/') + 1);
            if (FOLDERS.contains(last.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1))
                || NAMES.contains(name)
                || BEGINNINGS.stream().anyMatch(name::startsWith);
    }
}
