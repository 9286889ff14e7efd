package dev.slipway.store.upload;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.store.refusal.Refusal;
import java.util.UUID;

/** What came of an upload. */
public sealed interface UploadOutcome {
    /** It is a version: its bytes are kept and the registry gave it its number. */
    record Accepted(UUID uploadId, RegisteredVersion version, Manifest manifest, long sizeBytes)
            implements UploadOutcome {}

    /** It is none. */
    record Refused(Refusal refusal) implements UploadOutcome {}
}
