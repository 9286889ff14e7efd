package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.store.layout.PackageFile;
import dev.slipway.store.ledger.KeptArtefact;
import dev.slipway.store.ledger.LedgerUnavailableException;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.store.registration.VersionRegistry.Registration.NotReached;
import dev.slipway.store.registration.VersionRegistry.Registration.Registered;
import dev.slipway.store.registration.VersionRegistry.Registration.Rejected;
import dev.slipway.store.registration.VersionRegistry.Registration.Unknown;
import dev.slipway.store.upload.UploadOutcome.Accepted;
import dev.slipway.store.upload.UploadOutcome.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the manifest and has the version registered under its digest. */
public final class VersionSealer {
    private static final Logger LOG = LoggerFactory.getLogger(VersionSealer.class);
    private static final int FORMAT = 1;

    private final UploadLedger ledger;
    private final PackageReceiver receiver;
    private final ManifestWriter manifests;
    private final VersionRegistry registry;

    public VersionSealer(
            UploadLedger ledger,
            PackageReceiver receiver,
            ManifestWriter manifests,
            VersionRegistry registry) {
        this.ledger = ledger;
        this.receiver = receiver;
        this.manifests = manifests;
        this.registry = registry;
    }

    UploadOutcome seal(UUID uploadId, UploadRequest request, InspectedPackage inspected)
            throws IOException {
        Manifest manifest = manifest(inspected);
        KeptArtefact kept =
                receiver.keepManifest(
                        uploadId, new ByteArrayInputStream(manifests.write(manifest)));
        if (!ledger.registering(uploadId, kept.sha256())) {
            return unavailable("the upload was given up meanwhile; send it again");
        }
        VersionRegistration registration =
                new VersionRegistration(
                        uploadId,
                        request.tenantId(),
                        request.principal(),
                        kept.sha256(),
                        inspected.sizeBytes(),
                        inspected.signature(),
                        inspected.task(),
                        request.idempotencyKey());
        return switch (registry.register(request.model(), registration)) {
            case Registered registered ->
                    accepted(uploadId, registered.version(), manifest, inspected);
            case Rejected rejected -> {
                ledger.unregistered(uploadId);
                yield new Refused(rejected.refusal());
            }
            case NotReached _ -> {
                ledger.unregistered(uploadId);
                yield unavailable("the registry of models does not answer; try again shortly");
            }
            case Unknown _ ->
                    unavailable(
                            "the registry of models did not answer in time; see whether the version"
                                    + " is listed before you send it again");
        };
    }

    private static Manifest manifest(InspectedPackage inspected) {
        List<ManifestFile> files =
                inspected.files().stream()
                        .sorted(Comparator.comparing((PackageFile file) -> file.path().value()))
                        .map(file ->
                                new ManifestFile(file.path().value(), file.size(), file.sha256()))
                        .toList();
        return new Manifest(
                FORMAT,
                inspected.modelFile(),
                files,
                inspected.signature(),
                inspected.task(),
                inspected.maxBatchSize(),
                inspected.fixedBatching(),
                inspected.processorUse(),
                inspected.cardUse());
    }

    private Accepted accepted(
            UUID uploadId,
            RegisteredVersion version,
            Manifest manifest,
            InspectedPackage inspected) {
        UUID first = Objects.requireNonNullElse(version.uploadId(), uploadId);
        boolean repeated = !first.equals(uploadId);
        settle(uploadId, repeated);
        return new Accepted(
                first,
                repeated,
                version,
                manifest,
                inspected.sizeBytes(),
                inspected.ignored(),
                inspected.warnings());
    }

    /**
     * The version exists, of this upload or of an earlier one; if this is not written down now, the
     * sweep finds out and does it.
     */
    private void settle(UUID uploadId, boolean repeated) {
        try {
            if (repeated) {
                ledger.unregistered(uploadId);
            } else {
                ledger.registered(uploadId);
            }
        } catch (LedgerUnavailableException away) {
            LOG.warn("a registered upload is settled by the sweep upload={}", uploadId, away);
        }
    }

    private static UploadOutcome unavailable(String detail) {
        return new Refused(new Refusal(ErrorCode.SERVICE_UNAVAILABLE, detail));
    }
}
