package dev.slipway.store.upload;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.store.refusal.Refusal;
import java.util.List;
import java.util.UUID;

/** What came of an upload. */
public sealed interface UploadOutcome {
    /**
     * It is a version: its bytes are kept and the registry gave it its number.
     *
     * @param uploadId the upload that the version came of
     * @param repeated whether that was an earlier one, under the same key and of the same files
     * @param ignored paths of the upload that are not of the version
     * @param warnings sentences about how it will be served
     */
    record Accepted(
            UUID uploadId,
            boolean repeated,
            RegisteredVersion version,
            Manifest manifest,
            long sizeBytes,
            List<String> ignored,
            List<String> warnings)
            implements UploadOutcome {}

    /** It is none. */
    record Refused(Refusal refusal) implements UploadOutcome {}
}
