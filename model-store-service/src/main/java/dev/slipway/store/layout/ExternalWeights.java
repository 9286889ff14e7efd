package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks that weights which a graph keeps outside of itself are in its package. */
public final class ExternalWeights {
    /** Makes ONNX Runtime read the replica's own memory instead of a file. */
    private static final String MEMORY_MARK = "_ORT_MEM_ADDR_";

    private ExternalWeights() {}

    /**
     * Finds them.
     *
     * @param needed name relative to the model's folder → bytes that the graph reads at least
     * @return their paths
     * @throws RefusedException with the first that is missing, too short or outside
     */
    public static Set<PackagePath> require(
            PackageContents contents, PackageFile model, Map<String, Long> needed)
            throws RefusedException {
        Set<PackagePath> paths = new HashSet<>();
        for (Map.Entry<String, Long> external : needed.entrySet()) {
            PackagePath path = path(model, external.getKey());
            PackageFile file = contents.find(path.value()).orElse(null);
            if (file == null) {
                throw missing(contents, model, path);
            }
            if (file.size() < external.getValue()) {
                throw new RefusedException(
                        ErrorCode.INVALID_MODEL,
                        "'%s' has %d bytes, but the model reads %d of it: it was cut off or belongs"
                                        .formatted(
                                                Refusal.shown(path.value()),
                                                file.size(),
                                                external.getValue())
                                + " to another model; upload the right file");
            }
            paths.add(path);
        }
        return paths;
    }

    private static PackagePath path(PackageFile model, String name) throws RefusedException {
        try {
            if (!name.contains(MEMORY_MARK)) {
                return model.path().sibling(name);
            }
        } catch (RefusedException outside) {
            // said below
        }
        throw new RefusedException(
                ErrorCode.INVALID_MODEL,
                "'%s' keeps weights in '%s', which is not a name below its own folder; save"
                                .formatted(Refusal.shown(model.path().value()), Refusal.shown(name))
                        + " it again with its external data beside it");
    }

    private static RefusedException missing(
            PackageContents contents, PackageFile model, PackagePath path) {
        if (contents.ignored().contains(path)) {
            return PackageContents.refused(
                    "'%s' keeps weights in '%s', a name that is left out as the weights of another"
                            + " framework; save the model again with its external data in"
                            + " model.onnx.data",
                    model.path().value(), path.value());
        }
        return PackageContents.refused(
                "'%s' keeps weights in '%s', which is not in the package; add it: -F"
                        + " 'file=@%s;filename=%s'",
                model.path().value(),
                path.value(),
                path.value().substring(path.value().lastIndexOf('/') + 1),
                path.value());
    }
}
