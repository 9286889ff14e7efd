package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.SkippingStream;
import dev.slipway.store.graph.ModelCheck;
import dev.slipway.store.layout.DeclarationReader;
import dev.slipway.store.layout.ExternalWeights;
import dev.slipway.store.layout.ModelChoice;
import dev.slipway.store.layout.ModelConfig;
import dev.slipway.store.layout.ModelConfigReader;
import dev.slipway.store.layout.PackageContents;
import dev.slipway.store.layout.PackageDeclaration;
import dev.slipway.store.layout.PackageFile;
import dev.slipway.store.layout.PackagePath;
import dev.slipway.store.layout.TaskEvidence;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the graph and the declaration of a package where they are kept, passing over weights. */
public final class PackageInspector {
    private final ObjectStore objects;
    private final DeclarationReader declarations;
    private final ModelConfigReader configs;

    public PackageInspector(
            ObjectStore objects, DeclarationReader declarations, ModelConfigReader configs) {
        this.objects = objects;
        this.declarations = declarations;
        this.configs = configs;
    }

    InspectedPackage inspect(ReceivedPackage received) throws IOException {
        PackageContents contents = received.contents();
        PackageDeclaration declaration = declaration(contents.declaration());
        PackageFile model = ModelChoice.of(contents, declaration.modelFile());
        ModelCheck check = check(model);
        Set<PackagePath> weights = ExternalWeights.require(contents, model, check.externalFiles());
        declaration.requireFits(check.signature());
        List<PackageFile> others = ModelChoice.others(contents, model, weights);
        List<PackageFile> files = new ArrayList<>(contents.files());
        files.removeAll(others);
        return new InspectedPackage(
                model.path().value(),
                check.signature(),
                task(contents, declaration),
                declaration.maxBatchSize(),
                declaration.fixedBatching(),
                declaration.processorUse(),
                declaration.cardUse(),
                List.copyOf(files),
                dropped(files, others),
                ignored(contents, others),
                BatchWarnings.of(check.signature()));
    }

    /** The same bytes may lie in a package twice. */
    private static List<PackageFile> dropped(List<PackageFile> files, List<PackageFile> others) {
        Set<String> needed = files.stream().map(PackageFile::sha256).collect(Collectors.toSet());
        return others.stream().filter(file -> !needed.contains(file.sha256())).toList();
    }

    private static List<String> ignored(PackageContents contents, List<PackageFile> others) {
        List<String> ignored = new ArrayList<>();
        contents.ignored().forEach(path -> ignored.add(path.value()));
        others.forEach(file -> ignored.add(file.path().value()));
        ignored.sort(String::compareTo);
        return List.copyOf(ignored);
    }

    private @Nullable String task(PackageContents contents, PackageDeclaration declaration)
            throws IOException {
        if (declaration.task() != null) {
            return declaration.task();
        }
        Optional<ModelConfig> config = config(contents.find(TaskEvidence.CONFIG));
        return TaskEvidence.task(contents, config).orElse(null);
    }

    private Optional<ModelConfig> config(Optional<PackageFile> file) throws IOException {
        if (file.isEmpty() || file.get().size() > ModelConfigReader.MAX_BYTES) {
            return Optional.empty();
        }
        try (InputStream in = objects.open(file.get().objectKey(), 0)) {
            return configs.read(in.readNBytes(ModelConfigReader.MAX_BYTES));
        }
    }

    private ModelCheck check(PackageFile model) throws IOException {
        try (InputStream in = new SkippingStream(objects, model.objectKey(), model.size())) {
            return ModelCheck.of(model.path().value(), in, model.size());
        }
    }

    private PackageDeclaration declaration(Optional<PackageFile> file) throws IOException {
        if (file.isEmpty()) {
            return PackageDeclaration.NONE;
        }
        if (file.get().size() > DeclarationReader.MAX_BYTES) {
            throw new RefusedException(
                    ErrorCode.INVALID_PACKAGE,
                    "slipway.yaml is larger than " + DeclarationReader.MAX_BYTES + " bytes");
        }
        try (InputStream in = objects.open(file.get().objectKey(), 0)) {
            return declarations.read(in.readNBytes(DeclarationReader.MAX_BYTES));
        }
    }
}
