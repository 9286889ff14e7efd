package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of a package while they arrive. */
public final class PackageContents {
    private static final String DECLARATION = "slipway.yaml";

    private final Map<PackagePath, PackageFile> files = new LinkedHashMap<>();
    private final Map<PackagePath, ForeignFormat> foreign = new LinkedHashMap<>();
    private final List<PackagePath> ignored = new ArrayList<>();

    /** Names as a system sees them that does not tell upper from lower case, to the names given. */
    private final Map<String, String> names = new HashMap<>();

    private final Map<String, String> folders = new HashMap<>();

    /**
     * Says that a file of this name comes next.
     *
     * @throws RefusedException when the name collides with an earlier one
     */
    public void announce(PackagePath path) throws RefusedException {
        @Nullable String same = names.putIfAbsent(path.folded(), path.value());
        if (same != null) {
            throw same.equals(path.value())
                    ? refused("two files are named '%s'; give each its own filename", same)
                    : refused(
                            "'%s' and '%s' are one name on systems that do not tell upper from"
                                    + " lower case; rename one of them",
                            same, path.value());
        }
        if (folders.containsKey(path.folded())) {
            throw refused("'%s' is both a file and a folder of the package", path.value());
        }
        for (String folder : path.folders()) {
            String folded = PackagePath.folded(folder);
            if (names.containsKey(folded)) {
                throw refused("'%s' is both a file and a folder of the package", folder);
            }
            @Nullable String known = folders.putIfAbsent(folded, folder);
            if (known != null && !known.equals(folder)) {
                throw refused(
                        "the folders '%s' and '%s' are one name on systems that do not tell upper"
                                + " from lower case; rename one of them",
                        known, folder);
            }
        }
    }

    public void add(PackageFile file) {
        files.put(file.path(), file);
    }

    /** Says that a file came that is not kept, because serving never needs it. */
    public void ignore(PackagePath path) {
        ignored.add(path);
    }

    /** Says that a file, kept or not, is a model of a form that is not served. */
    public void foreign(PackagePath path, ForeignFormat format) {
        foreign.put(path, format);
    }

    public List<PackageFile> files() {
        return List.copyOf(files.values());
    }

    public List<PackagePath> ignored() {
        return List.copyOf(ignored);
    }

    Map<PackagePath, ForeignFormat> foreign() {
        return foreign;
    }

    public Optional<PackageFile> find(String path) {
        return Optional.ofNullable(files.get(new PackagePath(path)));
    }

    boolean has(String path) {
        return files.containsKey(new PackagePath(path));
    }

    public Optional<PackageFile> declaration() {
        return find(DECLARATION);
    }

    /** The same files without the one folder that all of them lie in, if they do. */
    public PackageContents withoutCommonFolder() {
        Optional<String> common = commonFolder();
        if (common.isEmpty()) {
            return this;
        }
        int length = common.get().length();
        PackageContents inner = new PackageContents();
        for (PackageFile file : files.values()) {
            inner.add(
                    new PackageFile(
                            file.path().from(length),
                            file.size(),
                            file.sha256(),
                            file.objectKey()));
        }
        foreign.forEach((path, format) -> inner.foreign(path.from(length), format));
        ignored.forEach(path -> inner.ignore(path.from(length)));
        return inner;
    }

    private Optional<String> commonFolder() {
        List<PackagePath> all = new ArrayList<>(files.keySet());
        all.addAll(ignored);
        @Nullable String common = null;
        for (PackagePath path : all) {
            String folder = path.value().substring(0, path.value().indexOf('/') + 1);
            if (folder.isEmpty() || (common != null && !common.equals(folder))) {
                return Optional.empty();
            }
            common = folder;
        }
        return Optional.ofNullable(common);
    }

    static RefusedException refused(String format, String... names) {
        Object[] shown = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            shown[i] = Refusal.shown(names[i]);
        }
        return new RefusedException(ErrorCode.INVALID_PACKAGE, format.formatted(shown));
    }
}
