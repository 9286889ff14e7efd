package dev.slipway.local.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A model package on disk: one ONNX file, or a folder with everything that belongs to it. */
public record ModelFolder(String name, List<ModelFile> files) {
    private static final int MAX_FILES = 1_000;
    private static final List<String> ARCHIVES = List.of(".zip", ".tar", ".tar.gz", ".tgz");

    public ModelFolder {
        files = List.copyOf(files);
    }

    /**
     * Reads what there is to upload.
     *
     * @throws IllegalArgumentException when the path is not a model package
     */
    public static ModelFolder of(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        String fileName = String.valueOf(absolute.getFileName());
        if (ARCHIVES.stream().anyMatch(fileName.toLowerCase(Locale.ROOT)::endsWith)) {
            throw new IllegalArgumentException(
                    "archives are not supported yet; unpack " + fileName + " and give the folder");
        }
        if (Files.isDirectory(absolute)) {
            return new ModelFolder(modelName(fileName), folderFiles(absolute));
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
                List.of(file("model.onnx", absolute)));
    }

    private static List<ModelFile> folderFiles(Path folder) throws IOException {
        List<ModelFile> files = new ArrayList<>();
        List<Path> found;
        try (Stream<Path> all = Files.walk(folder)) {
            found = all.filter(Files::isRegularFile).limit(MAX_FILES + 1L).sorted().toList();
        }
        if (found.size() > MAX_FILES) {
            throw new IllegalArgumentException("the folder holds more than 1,000 files");
        }
        for (Path path : found) {
            String relative = folder.relativize(path).toString().replace('\\', '/');
            if (!relative.startsWith(".") && !relative.contains("/.")) {
                files.add(file(relative, path));
            }
        }
        if (files.stream().noneMatch(file -> file.path().endsWith(".onnx"))) {
            throw new IllegalArgumentException(
                    "the folder " + folder.getFileName() + " holds no .onnx file");
        }
        return files;
    }

    private static ModelFile file(String path, Path source) throws IOException {
        return new ModelFile(path, Files.size(source), () -> Files.newInputStream(source));
    }

    /** The nearest name that the platform accepts. */
    static String modelName(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        String name = lower.replaceAll("^[^a-z0-9]+", "");
        return name.isEmpty() ? "model" : name.substring(0, Math.min(63, name.length()));
    }
}
