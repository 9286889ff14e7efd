package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of a package while they arrive, and what their names say once all are there. */
public final class PackageContents {
    /** The task of a package with a tokenizer and a pooling of its vectors. */
    public static final String FEATURE_EXTRACTION = "feature-extraction";

    private static final PackagePath DECLARATION = new PackagePath("slipway.yaml");
    private static final PackagePath ROOT_MODEL = new PackagePath("model.onnx");
    private static final PackagePath FOLDER_MODEL = new PackagePath("onnx/model.onnx");
    private static final Set<String> ARCHIVES = Set.of("zip", "tar", "gz", "tgz", "7z", "rar");

    private final Map<PackagePath, PackageFile> files = new LinkedHashMap<>();
    private final Set<PackagePath> names = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /**
     * Says that a file of this name comes next.
     *
     * @throws RefusedException when the name collides with an earlier one
     */
    public void announce(PackagePath path) throws RefusedException {
        if (!names.add(path)) {
            throw refused(
                    "two parts are named '%s'; give each file its own filename", path.value());
        }
        if (folders.contains(path.value())) {
            throw refused("'%s' is both a file and a folder of the package", path.value());
        }
        for (String folder : path.folders()) {
            if (names.contains(new PackagePath(folder))) {
                throw refused("'%s' is both a file and a folder of the package", folder);
            }
            folders.add(folder);
        }
    }

    public void add(PackageFile file) {
        files.put(file.path(), file);
    }

    public List<PackageFile> files() {
        return List.copyOf(files.values());
    }

    public Optional<PackageFile> declaration() {
        return Optional.ofNullable(files.get(DECLARATION));
    }

    /**
     * The ONNX graph: {@code model.onnx}, else {@code onnx/model.onnx}, else the only {@code
     * .onnx}.
     */
    public PackageFile model() throws RefusedException {
        for (PackagePath usual : List.of(ROOT_MODEL, FOLDER_MODEL)) {
            PackageFile file = files.get(usual);
            if (file != null) {
                return file;
            }
        }
        List<PackageFile> graphs = new ArrayList<>();
        for (PackageFile file : files.values()) {
            if (file.path().value().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
                graphs.add(file);
            }
        }
        return switch (graphs.size()) {
            case 1 -> graphs.getFirst();
            case 0 -> throw noModel();
            default ->
                    throw refused(
                            "the package holds %s .onnx files and none is named model.onnx; name"
                                    + " the one to serve: -F 'file=@%s;filename=model.onnx'",
                            String.valueOf(graphs.size()), graphs.getFirst().path().value());
        };
    }

    private RefusedException noModel() {
        for (PackageFile file : files.values()) {
            String name = file.path().value();
            if (ARCHIVES.contains(name.substring(name.lastIndexOf('.') + 1))) {
                return refused(
                        "'%s' is an archive, which is not unpacked yet; send each of its files as"
                                + " a part of its own: -F file=@model.onnx",
                        name);
            }
        }
        return refused("the package holds no .onnx file; add one: -F file=@model.onnx");
    }

    /** The task that the names of the files tell, or empty when they tell none. */
    public Optional<String> inferredTask() {
        boolean pooled = has("modules.json") || has("1_Pooling/config.json");
        return pooled && has("tokenizer.json") ? Optional.of(FEATURE_EXTRACTION) : Optional.empty();
    }

    private boolean has(String path) {
        return files.containsKey(new PackagePath(path));
    }

    /**
     * Checks that weights outside of the graph are in the package.
     *
     * @param needed name relative to the model's folder → bytes that the graph reads at least
     */
    public void requireExternal(PackageFile model, Map<String, Long> needed)
            throws RefusedException {
        for (Map.Entry<String, Long> external : needed.entrySet()) {
            PackagePath path;
            try {
                path = model.path().sibling(external.getKey());
            } catch (RefusedException outside) {
                throw new RefusedException(
                        ErrorCode.INVALID_MODEL,
                        "'%s' keeps weights in '%s', which is not a name below its own folder; save"
                                        .formatted(
                                                model.path().value(),
                                                Refusal.shown(external.getKey()))
                                + " it again with its external data beside it");
            }
            PackageFile file = files.get(path);
            if (file == null) {
                throw refused(
                        "'%s' keeps weights in '%s', which is not in the package; add it: -F"
                                + " 'file=@%s;filename=%s'",
                        model.path().value(),
                        path.value(),
                        path.value().substring(path.value().lastIndexOf('/') + 1),
                        path.value());
            }
            if (file.size() < external.getValue()) {
                throw new RefusedException(
                        ErrorCode.INVALID_MODEL,
                        "'%s' has %d bytes, but the model reads %d of it: it was cut off or belongs"
                                        .formatted(path.value(), file.size(), external.getValue())
                                + " to another model; upload the right file");
            }
        }
    }

    private static RefusedException refused(String format, String... names) {
        Object[] shown = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            shown[i] = Refusal.shown(names[i]);
        }
        return new RefusedException(ErrorCode.INVALID_PACKAGE, format.formatted(shown));
    }
}
