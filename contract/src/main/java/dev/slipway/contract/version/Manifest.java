package dev.slipway.contract.version;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version is made of. The store keeps its exact bytes; their SHA-256 is the seal under which
 * the registry registers the version and a replica accepts it.
 *
 * @param format 1
 * @param modelFile path of the ONNX graph inside the package
 * @param task Hugging Face's word for what it does, or null for tensors only
 * @param maxBatchSize rows that may be merged, as the package declares; null when it does not
 * @param fixedBatching how they are merged, as the package declares; null when what runs cost
 *     decides. It is written only where it is declared, so that all other packages keep the bytes,
 *     and the seal, that they had before there was such a thing
 * @param processorUse how the version uses processors, as the package declares; null when the
 *     replica decides. It is written as the one before
 * @param cardUse what the version wants of a card, as the package declares; null when the replica
 *     decides. It is written as the two before
 */
public record Manifest(
        int format,
        String modelFile,
        List<ManifestFile> files,
        ModelSignature signature,
        @Nullable String task,
        @Nullable Integer maxBatchSize,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FixedBatching fixedBatching,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ProcessorUse processorUse,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CardUse cardUse) {

    /** A version whose package fixes neither batch settings nor the use of the hardware. */
    public Manifest(
            int format,
            String modelFile,
            List<ManifestFile> files,
            ModelSignature signature,
            @Nullable String task,
            @Nullable Integer maxBatchSize) {
        this(format, modelFile, files, signature, task, maxBatchSize, null, null, null);
    }

    /**
     * One file.
     *
     * @param path relative, with forward slashes, inside the package
     * @param size bytes
     * @param sha256 lower-case hex, also the artefact's name at the store
     */
    public record ManifestFile(String path, long size, String sha256) {}
}
