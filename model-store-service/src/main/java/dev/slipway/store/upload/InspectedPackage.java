package dev.slipway.store.upload;

import dev.slipway.contract.version.ModelSignature;
import org.jspecify.annotations.Nullable;

/** What the files of a package say once they were read. */
record InspectedPackage(
        String modelFile,
        ModelSignature signature,
        @Nullable String task,
        @Nullable Integer maxBatchSize) {}
