package dev.slipway.local.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A model package on disk: one ONNX file, or a folder with everything that belongs to it. */
public record ModelFolder(String name, List<ModelFile> files) {
    private static final List<String> ARCHIVES = List.of(".zip", ".tar", ".tar.gz", ".tgz");

    public ModelFolder {
        files = List.copyOf(files);
    }

    /**
     * Reads what there is to upload.
     *
     * @param skipped told what is left out, and why
     * @throws IllegalArgumentException when the path is not a model package
     */
    public static ModelFolder of(Path path, Consumer<String> skipped) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        String fileName = String.valueOf(absolute.getFileName());
        if (ARCHIVES.stream().anyMatch(fileName.toLowerCase(Locale.ROOT)::endsWith)) {
            throw new IllegalArgumentException(
                    "archives are not supported yet; unpack " + fileName + " and give the folder");
        }
        if (Files.isDirectory(absolute)) {
            return new ModelFolder(modelName(fileName), FolderFiles.of(absolute, skipped));
        }
        if (!Files.isRegularFile(absolute)) {
            throw new IllegalArgumentException("there is no file or folder " + path);
        }
        if (!fileName.endsWith(".onnx")) {
            throw new IllegalArgumentException(
                    fileName + " is not an .onnx file; give one, or the folder that holds it");
        }
        return new ModelFolder(
                modelName(fileName.substring(0, fileName.length() - ".onnx".length())),
                List.of(ModelFile.of("model.onnx", absolute)));
    }

    /** The nearest name that the platform accepts. */
    static String modelName(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        String name = lower.replaceAll("^[^a-z0-9]+", "");
        return name.isEmpty() ? "model" : name.substring(0, Math.min(63, name.length()));
    }
}
