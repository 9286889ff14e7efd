package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.SkippingStream;
import dev.slipway.store.graph.ModelCheck;
import dev.slipway.store.layout.DeclarationReader;
import dev.slipway.store.layout.PackageContents;
import dev.slipway.store.layout.PackageDeclaration;
import dev.slipway.store.layout.PackageFile;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the graph and the declaration of a package where they are kept, passing over weights. */
public final class PackageInspector {
    private final ObjectStore objects;
    private final DeclarationReader declarations;

    public PackageInspector(ObjectStore objects, DeclarationReader declarations) {
        this.objects = objects;
        this.declarations = declarations;
    }

    InspectedPackage inspect(ReceivedPackage received) throws IOException {
        PackageContents contents = received.contents();
        PackageFile model = contents.model();
        PackageDeclaration declaration = declaration(contents.declaration());
        ModelCheck check = check(model);
        contents.requireExternal(model, check.externalFiles());
        declaration.requireFits(check.signature());
        String task =
                declaration.task() != null
                        ? declaration.task()
                        : contents.inferredTask().orElse(null);
        return new InspectedPackage(
                model.path().value(), check.signature(), task, declaration.maxBatchSize());
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
