package dev.slipway.store.layout;

import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which of a package's files is the model, and which are only other forms of it. */
public final class ModelChoice {
    private static final List<String> USUAL = List.of("model.onnx", "onnx/model.onnx");
    private static final String ONNX = ".onnx";
    private static final Set<String> ARCHIVES =
            Set.of("zip", "tar", "gz", "tgz", "7z", "rar", "bz2", "xz", "zst");
    private static final int SHOWN_FILES = 10;

    private ModelChoice() {}

    /**
     * The ONNX graph: the declared one, else {@code model.onnx}, else {@code onnx/model.onnx}, else
     * the only {@code .onnx}.
     *
     * @param declared what {@code slipway.yaml} names, or null
     * @throws RefusedException when there is no such file, or it is of another form
     */
    public static PackageFile of(PackageContents contents, @Nullable String declared)
            throws RefusedException {
        PackageFile model = declared == null ? usual(contents) : declared(contents, declared);
        ForeignFormat format = contents.foreign().get(model.path());
        if (format != null) {
            throw foreign(model.path(), format);
        }
        return model;
    }

    private static PackageFile declared(PackageContents contents, String declared)
            throws RefusedException {
        Optional<PackageFile> model = contents.find(declared);
        if (model.isEmpty()) {
            throw PackageContents.refused(
                    "slipway.yaml: model_file '%s' is not in the package, which holds %s; name one"
                            + " of its .onnx files",
                    declared, listed(graphs(contents)));
        }
        return model.get();
    }

    private static PackageFile usual(PackageContents contents) throws RefusedException {
        for (String usual : USUAL) {
            Optional<PackageFile> file = contents.find(usual);
            if (file.isPresent()) {
                return file.get();
            }
        }
        List<PackageFile> graphs = graphs(contents);
        return switch (graphs.size()) {
            case 1 -> graphs.getFirst();
            case 0 -> throw none(contents);
            default ->
                    throw PackageContents.refused(
                            "the package holds %s .onnx files and none is named model.onnx: %s;"
                                    + " name the one to serve in slipway.yaml (model_file: %s) or"
                                    + " as a part: -F 'file=@…;filename=model.onnx'",
                            String.valueOf(graphs.size()),
                            listed(graphs),
                            graphs.getFirst().path().value());
        };
    }

    private static RefusedException none(PackageContents contents) {
        for (Map.Entry<PackagePath, ForeignFormat> entry : contents.foreign().entrySet()) {
            return foreign(entry.getKey(), entry.getValue());
        }
        for (PackageFile file : contents.files()) {
            String name = file.path().value();
            if (ARCHIVES.contains(name.substring(name.lastIndexOf('.') + 1))) {
                return PackageContents.refused(
                        "the package holds no .onnx file but the archive '%s', which is not"
                                + " unpacked here; send one .zip, .tar or .tar.gz alone, with the"
                                + " files themselves in it",
                        name);
            }
        }
        return PackageContents.refused(
                "the package holds no .onnx file; add one: -F file=@model.onnx");
    }

    private static RefusedException foreign(PackagePath path, ForeignFormat format) {
        return PackageContents.refused(
                "'%s' is %s, and models are served from ONNX graphs; export it: %s",
                path.value(), format.description(), format.export());
    }

    /**
     * Other graphs than the model, with the weights that are named after them.
     *
     * @param needed what the model itself reads
     */
    public static List<PackageFile> others(
            PackageContents contents, PackageFile model, Set<PackagePath> needed) {
        List<PackageFile> others = new ArrayList<>();
        for (PackageFile file : contents.files()) {
            if (!file.equals(model)
                    && !needed.contains(file.path())
                    && (isGraph(file) || isWeightOf(contents, model, file))) {
                others.add(file);
            }
        }
        return others;
    }

    private static boolean isWeightOf(
            PackageContents contents, PackageFile model, PackageFile file) {
        String path = file.path().value();
        int at = path.toLowerCase(Locale.ROOT).lastIndexOf(ONNX);
        if (at < 0) {
            return false;
        }
        String graph = path.substring(0, at + ONNX.length());
        return !graph.equals(model.path().value()) && contents.has(graph);
    }

    private static List<PackageFile> graphs(PackageContents contents) {
        return contents.files().stream().filter(ModelChoice::isGraph).toList();
    }

    private static boolean isGraph(PackageFile file) {
        return file.path().value().toLowerCase(Locale.ROOT).endsWith(ONNX);
    }

    private static String listed(List<PackageFile> graphs) {
        if (graphs.isEmpty()) {
            return "none";
        }
        StringBuilder names = new StringBuilder();
        for (PackageFile graph : graphs.subList(0, Math.min(SHOWN_FILES, graphs.size()))) {
            names.append(names.isEmpty() ? "'" : ", '")
                    .append(Refusal.shown(graph.path().value()))
                    .append('\'');
        }
        return graphs.size() > SHOWN_FILES ? names.append(", …").toString() : names.toString();
    }
}
