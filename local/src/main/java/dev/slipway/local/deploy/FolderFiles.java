package dev.slipway.local.deploy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The files of a folder that make its package; whatever is left out is told. */
final class FolderFiles extends SimpleFileVisitor<Path> {
    static final int MAX_FILES = 1_000;

    /** Where a package says of itself which of several graphs is the model. */
    private static final String DECLARATION = "slipway.yaml";

    /** How many names of files a sentence can hold. */
    private static final int NAMED = 4;

    private final Path folder;
    private final Consumer<String> skipped;
    private final List<ModelFile> files = new ArrayList<>();
    private boolean linksLeadOut;

    private FolderFiles(Path folder, Consumer<String> skipped) {
        this.folder = folder;
        this.skipped = skipped;
    }

    /**
     * Reads a folder, sorted by path.
     *
     * @throws IllegalArgumentException when it holds too many files, or neither one clear graph nor
     *     a declaration, which the platform reads
     */
    static List<ModelFile> of(Path folder, Consumer<String> skipped) throws IOException {
        FolderFiles found = new FolderFiles(folder.toRealPath(), skipped);
        Files.walkFileTree(found.folder, found);
        found.files.sort(Comparator.comparing(ModelFile::path));
        if (found.files.stream().noneMatch(file -> file.path().equals(DECLARATION))) {
            found.requireOneGraph();
        }
        return found.files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        if (directory.equals(folder) || !isHidden(directory)) {
            return FileVisitResult.CONTINUE;
        }
        skip(directory, "it is hidden");
        return FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isHidden(file)) {
            skip(file, "it is hidden");
        } else if (attributes.isRegularFile() || (attributes.isSymbolicLink() && stays(file))) {
            if (files.size() == MAX_FILES) {
                throw new IllegalArgumentException(
                        "the folder "
                                + folder.getFileName()
                                + " holds more than 1,000 files; leave only those of the model");
            }
            files.add(ModelFile.of(relative(file), file));
        } else if (!attributes.isSymbolicLink()) {
            skip(file, "it is no file");
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean stays(Path link) throws IOException {
        Path target;
        try {
            target = link.toRealPath();
        } catch (NoSuchFileException nothing) {
            skip(link, "the link leads to nothing");
            return false;
        }
        if (!target.startsWith(folder)) {
            linksLeadOut = true;
            skip(link, "the link leads out of the folder; 'cp -rL' makes a copy without links");
            return false;
        }
        if (!Files.isRegularFile(target)) {
            skip(link, "the link leads to no file");
            return false;
        }
        return true;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private void skip(Path path, String reason) {
        skipped.accept("skipped " + relative(path) + ": " + reason);
    }

    private String relative(Path path) {
        return folder.relativize(path).toString().replace('\\', '/');
    }

    /** As many names as a sentence can hold. */
    static String firstOf(List<String> names) {
        String more = names.size() > NAMED ? ", …" : "";
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + more;
    }

    /** The platform serves model.onnx, else onnx/model.onnx, else the only graph. */
    private void requireOneGraph() {
        List<String> graphs =
                files.stream()
                        .map(ModelFile::path)
                        .filter(path -> path.toLowerCase(Locale.ROOT).endsWith(".onnx"))
                        .toList();
        if (graphs.isEmpty()) {
            throw new IllegalArgumentException(
                    "the folder "
                            + folder.getFileName()
                            + " holds no .onnx file; "
                            + (linksLeadOut
                                    ? "its links lead out of it, as in Hugging Face's cache: deploy"
                                            + " a copy with links followed, 'cp -rL "
                                            + folder
                                            + " COPY'"
                                    : "it needs one, best a model.onnx at its root"));
        }
        if (graphs.size() > 1
                && !graphs.contains("model.onnx")
                && !graphs.contains("onnx/model.onnx")) {
            throw new IllegalArgumentException(
                    "the folder "
                            + folder.getFileName()
                            + " holds "
                            + graphs.size()
                            + " .onnx files ("
                            + firstOf(graphs)
                            + ") and none is model.onnx at its root: give the file to deploy,"
                            + " like './slipway deploy "
                            + folder.resolve(graphs.getFirst())
                            + "', name it model.onnx, or say model_file in slipway.yaml");
        }
    }
}
