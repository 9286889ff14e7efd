package dev.slipway.store.upload;

import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.store.layout.PackageFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a package say once they were read.
 *
 * @param files those of the version
 * @param dropped files that were kept and are not of the version
 * @param ignored paths of the package that are not of the version, for the one who uploads
 * @param warnings sentences for the one who uploads
 */
record InspectedPackage(
        String modelFile,
        ModelSignature signature,
        @Nullable String task,
        @Nullable Integer maxBatchSize,
        @Nullable FixedBatching fixedBatching,
        @Nullable ProcessorUse processorUse,
        @Nullable CardUse cardUse,
        List<PackageFile> files,
        List<PackageFile> dropped,
        List<String> ignored,
        List<String> warnings) {
    long sizeBytes() {
        return files.stream().mapToLong(PackageFile::size).sum();
    }
}
