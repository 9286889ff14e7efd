package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.layout.PackageContents;
import dev.slipway.store.layout.PackageFile;
import dev.slipway.store.layout.PackagePath;
import dev.slipway.store.ledger.ArtefactKind;
import dev.slipway.store.ledger.KeptArtefact;
import dev.slipway.store.ledger.LedgerUnavailableException;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Streams every part into the object store while hashing it. A part lies under a key of its upload;
 * when the same bytes are kept already, it is dropped and the kept ones are used.
 */
public final class PackageReceiver {
    private static final String PART_NAME = "file";

    private final UploadLedger ledger;
    private final ObjectStore objects;
    private final InstantSource clock;
    private final UploadSettings settings;

    public PackageReceiver(
            UploadLedger ledger,
            ObjectStore objects,
            InstantSource clock,
            UploadSettings settings) {
        this.ledger = ledger;
        this.objects = objects;
        this.clock = clock;
        this.settings = settings;
    }

    ReceivedPackage receive(UUID uploadId, PartSource parts) throws IOException {
        PackageContents contents = new PackageContents();
        Heartbeat heartbeat = new Heartbeat(uploadId);
        long size = 0;
        int count = 0;
        for (Optional<PartSource.Part> next = parts.next(); next.isPresent(); next = parts.next()) {
            PartSource.Part part = next.get();
            if (++count > settings.maxFiles()) {
                throw refused(
                        "the package has more than "
                                + settings.maxFiles()
                                + " files; join or leave out what serving does not need");
            }
            PackagePath path = pathOf(part);
            contents.announce(path);
            KeptArtefact kept =
                    keep(
                            uploadId,
                            ArtefactKind.ARTEFACT,
                            String.valueOf(count),
                            part.bytes(),
                            heartbeat);
            contents.add(new PackageFile(path, kept.sizeBytes(), kept.sha256(), kept.objectKey()));
            size += kept.sizeBytes();
        }
        if (count == 0) {
            throw refused("the body has no parts; send the model: -F file=@model.onnx");
        }
        return new ReceivedPackage(contents, size);
    }

    private static PackagePath pathOf(PartSource.Part part) throws RefusedException {
        if (!part.name().equals(PART_NAME)) {
            throw refused(
                    "a part is named '"
                            + Refusal.shown(part.name())
                            + "'; every part must be named file: -F file=@model.onnx");
        }
        return PackagePath.of(part.filename());
    }

    /** Keeps the bytes that the manifest of an upload has. */
    KeptArtefact keepManifest(UUID uploadId, InputStream bytes) throws IOException {
        return keep(uploadId, ArtefactKind.MANIFEST, "manifest", bytes, new Heartbeat(uploadId));
    }

    private KeptArtefact keep(
            UUID uploadId, ArtefactKind kind, String name, InputStream bytes, Heartbeat heartbeat)
            throws IOException {
        String key = "uploads/" + uploadId + "/" + name;
        ledger.announce(uploadId, key);
        try (ReceivedBytes received = new ReceivedBytes(bytes, heartbeat)) {
            objects.put(key, received);
            KeptArtefact offered = new KeptArtefact(received.sha256Hex(), received.count(), key);
            Optional<KeptArtefact> kept = ledger.claim(uploadId, kind, offered);
            if (kept.isEmpty()) {
                objects.delete(key);
                throw abandoned();
            }
            if (!kept.get().objectKey().equals(key)) {
                objects.delete(key);
                ledger.forget(key);
            }
            return kept.get();
        }
    }

    private static RefusedException abandoned() {
        return new RefusedException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "the upload stood still for too long and was given up; send it again");
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, detail);
    }

    /** Tells the ledger now and then that the upload lives, so that no sweep takes it for dead. */
    private final class Heartbeat implements ReceivedBytes.Moved {
        private final UUID uploadId;
        private Instant last = clock.instant();

        Heartbeat(UUID uploadId) {
            this.uploadId = uploadId;
        }

        @Override
        public void bytesCame() throws IOException {
            Instant now = clock.instant();
            if (now.isBefore(last.plus(settings.touchEvery()))) {
                return;
            }
            last = now;
            try {
                if (!ledger.touch(uploadId)) {
                    throw abandoned();
                }
            } catch (LedgerUnavailableException away) {
                // The next one tells it; the upload itself finds out at its next file.
            }
        }
    }
}
