package dev.slipway.store.upload.http;

import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.store.upload.UploadOutcome.Accepted;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The answer to an upload that became a version. */
record UploadedVersion(
        String model,
        int version,
        String state,
        UUID uploadId,
        String manifestSha256,
        String modelFile,
        @Nullable String task,
        @Nullable Integer maxBatchSize,
        @Nullable Long maxQueueDelayMicroseconds,
        @Nullable List<Integer> preferredBatchSizes,
        @Nullable Integer intraOpThreads,
        @Nullable Integer parallelRuns,
        @Nullable Integer deviceId,
        @Nullable Long gpuMemLimit,
        @Nullable String arenaExtendStrategy,
        ModelSignature signature,
        long sizeBytes,
        List<Manifest.ManifestFile> files,
        List<String> ignored,
        List<String> warnings) {
    static UploadedVersion of(Accepted accepted) {
        Manifest manifest = accepted.manifest();
        FixedBatching fixed = manifest.fixedBatching();
        ProcessorUse use = manifest.processorUse();
        CardUse card = manifest.cardUse();
        return new UploadedVersion(
                accepted.version().model(),
                accepted.version().version(),
                accepted.version().state(),
                accepted.uploadId(),
                accepted.version().manifestSha256(),
                manifest.modelFile(),
                manifest.task(),
                manifest.maxBatchSize(),
                fixed == null ? null : fixed.maxQueueDelayMicroseconds(),
                fixed == null ? null : fixed.preferredBatchSizes(),
                use == null ? null : use.intraOpThreads(),
                use == null ? null : use.parallelRuns(),
                card == null ? null : card.deviceId(),
                card == null ? null : card.gpuMemLimit(),
                card == null ? null : card.arenaExtendStrategy(),
                manifest.signature(),
                accepted.sizeBytes(),
                manifest.files(),
                accepted.ignored(),
                accepted.warnings());
    }
}
