package dev.slipway.local.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A model package on disk: one ONNX file, a folder with everything that belongs to it, or either of
 * them packed.
 */
public record ModelFolder(String name, List<ModelFile> files) {
    private static final List<String> ARCHIVES = List.of(".zip", ".tar", ".tar.gz", ".tgz");

    private static final String GRAPH = ".onnx";

    /** How exporters name the file of weights beside a graph. */
    private static final List<String> WEIGHTS = List.of(".data", "_data");

    public ModelFolder {
        files = List.copyOf(files);
    }

    /**
     * Reads what there is to upload.
     *
     * @param skipped told what is left out, and why, and what is sent though it was not named
     * @throws IllegalArgumentException when the path is not a model package
     */
    public static ModelFolder of(Path path, Consumer<String> skipped) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        String fileName = String.valueOf(absolute.getFileName());
        if (Files.isDirectory(absolute)) {
            return new ModelFolder(modelName(fileName), FolderFiles.of(absolute, skipped));
        }
        if (!Files.isRegularFile(absolute)) {
            throw new IllegalArgumentException("there is no file or folder " + path);
        }
        Optional<String> archive =
                ARCHIVES.stream().filter(fileName.toLowerCase(Locale.ROOT)::endsWith).findFirst();
        if (archive.isPresent()) {
            return packed(absolute, fileName, archive.get());
        }
        if (!fileName.endsWith(GRAPH)) {
            throw new IllegalArgumentException(
                    fileName
                            + " is neither an .onnx file nor an archive (.zip, .tar, .tar.gz); give"
                            + " one, or the folder that holds the model");
        }
        return new ModelFolder(
                modelName(without(fileName, GRAPH)), graphAndWeights(absolute, fileName, skipped));
    }

    /** The store unpacks it; its name tells it what it is. */
    private static ModelFolder packed(Path archive, String fileName, String end)
            throws IOException {
        String name = modelName(without(fileName, end));
        return new ModelFolder(name, List.of(ModelFile.of(name + end, archive)));
    }

    /** A graph over 2 GB, and each that PyTorch exports, has its weights in a file beside it. */
    private static List<ModelFile> graphAndWeights(
            Path graph, String fileName, Consumer<String> told) throws IOException {
        List<ModelFile> files = new ArrayList<>(List.of(ModelFile.of("model.onnx", graph)));
        for (String end : WEIGHTS) {
            Path weights = graph.resolveSibling(fileName + end);
            if (Files.isRegularFile(weights)) {
                told.accept("with " + weights.getFileName() + ", which lies beside it");
                files.add(ModelFile.of(fileName + end, weights));
            }
        }
        return files;
    }

    private static String without(String name, String end) {
        return name.substring(0, name.length() - end.length());
    }

    /** The nearest name that the platform accepts. */
    static String modelName(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        String name = lower.replaceAll("^[^a-z0-9]+", "");
        return name.isEmpty() ? "model" : name.substring(0, Math.min(63, name.length()));
    }
}
