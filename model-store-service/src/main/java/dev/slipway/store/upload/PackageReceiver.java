package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.archive.ArchiveEntries;
import dev.slipway.store.archive.ArchiveForm;
import dev.slipway.store.archive.ArchiveLimits;
import dev.slipway.store.archive.TarEntries;
import dev.slipway.store.archive.ZipEntries;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.layout.ForeignFormat;
import dev.slipway.store.layout.IgnoredFiles;
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
import java.io.PushbackInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Streams every file into the object store while hashing it. A file lies under a key of its upload;
 * when the same bytes are kept already, it is dropped and the kept ones are used.
 */
public final class PackageReceiver {
    static final String PART_NAME = "file";

    private final UploadLedger ledger;
    private final ObjectStore objects;
    private final InstantSource clock;
    private final UploadSettings settings;
    private final ArchiveLimits archives;

    public PackageReceiver(
            UploadLedger ledger,
            ObjectStore objects,
            InstantSource clock,
            UploadSettings settings) {
        this.ledger = ledger;
        this.objects = objects;
        this.clock = clock;
        this.settings = settings;
        this.archives = ArchiveLimits.of(settings.maxFiles(), settings.maxBytes());
    }

    ReceivedPackage receive(UUID uploadId, PartSource parts) throws IOException {
        Reception reception = new Reception(uploadId);
        try (UnpackingParts unpacked = new UnpackingParts(parts, reception::open)) {
            for (Optional<PartSource.Part> next = unpacked.next();
                    next.isPresent();
                    next = unpacked.next()) {
                reception.take(next.get());
            }
            boolean fromArchive = !unpacked.archive().isEmpty();
            reception.end(unpacked.archive());
            return new ReceivedPackage(
                    fromArchive ? reception.contents.withoutCommonFolder() : reception.contents);
        }
    }

    /** Keeps the bytes that the manifest of an upload has. */
    KeptArtefact keepManifest(UUID uploadId, InputStream bytes) throws IOException {
        return keep(uploadId, ArtefactKind.MANIFEST, "manifest", bytes, new Heartbeat(uploadId));
    }

    /** Lets go of a file that turned out not to be of the version; the sweep removes it. */
    void drop(UUID uploadId, PackageFile file) {
        ledger.unclaim(uploadId, ArtefactKind.ARTEFACT, file.sha256());
    }

    private static String key(UUID uploadId, String name) {
        return "uploads/" + uploadId + "/" + name;
    }

    private KeptArtefact keep(
            UUID uploadId, ArtefactKind kind, String name, InputStream bytes, Heartbeat heartbeat)
            throws IOException {
        String key = key(uploadId, name);
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

    /** One upload while its files come in. */
    private final class Reception {
        private static final String ARCHIVE = "archive";

        private final UUID uploadId;
        private final Heartbeat heartbeat;
        private final PackageContents contents = new PackageContents();
        private @Nullable String archiveKey;
        private int count;
        private int hidden;

        Reception(UUID uploadId) {
            this.uploadId = uploadId;
            this.heartbeat = new Heartbeat(uploadId);
        }

        void take(PartSource.Part part) throws IOException {
            PackagePath path = pathOf(part);
            if (path.isHidden()) {
                hidden++;
                requireFew(hidden);
                drain(part.bytes());
                return;
            }
            count++;
            requireFew(count);
            contents.announce(path);
            PushbackInputStream bytes =
                    new PushbackInputStream(part.bytes(), ForeignFormat.HEAD_BYTES);
            byte[] head = bytes.readNBytes(ForeignFormat.HEAD_BYTES);
            bytes.unread(head);
            ForeignFormat.of(path, head).ifPresent(format -> contents.foreign(path, format));
            if (IgnoredFiles.hold(path)) {
                drain(bytes);
                contents.ignore(path);
            } else {
                KeptArtefact kept =
                        keep(
                                uploadId,
                                ArtefactKind.ARTEFACT,
                                String.valueOf(count),
                                bytes,
                                heartbeat);
                contents.add(
                        new PackageFile(path, kept.sizeBytes(), kept.sha256(), kept.objectKey()));
            }
        }

        private void requireFew(int files) throws RefusedException {
            if (files > settings.maxFiles()) {
                throw refused(
                        "the package has more than "
                                + settings.maxFiles()
                                + " files; join or leave out what serving does not need");
            }
        }

        private PackagePath pathOf(PartSource.Part part) throws RefusedException {
            if (!part.name().equals(PART_NAME)) {
                throw refused(
                        "a part is named '"
                                + Refusal.shown(part.name())
                                + "'; every part must be named file: -F file=@model.onnx");
            }
            return PackagePath.of(part.filename());
        }

        private void drain(InputStream bytes) throws IOException {
            byte[] buffer = new byte[16 << 10];
            while (bytes.read(buffer, 0, buffer.length) >= 0) {
                heartbeat.bytesCame();
            }
        }

        /** A zip is kept while it is unpacked, because its table of contents is its end. */
        ArchiveEntries open(String name, ArchiveForm form, InputStream bytes) throws IOException {
            if (form != ArchiveForm.ZIP) {
                return new TarEntries(name, form, bytes, archives);
            }
            String key = key(uploadId, ARCHIVE);
            archiveKey = key;
            ledger.announce(uploadId, key);
            try (ReceivedBytes received = new ReceivedBytes(bytes, heartbeat)) {
                objects.put(key, received);
                return new ZipEntries(name, objects, key, received.count(), archives);
            }
        }

        /**
         * All files are there.
         *
         * @param archive that they came from, or empty
         */
        void end(String archive) throws IOException {
            if (count == 0) {
                throw refused(
                        archive.isEmpty()
                                ? "the body has no parts; send the model: -F file=@model.onnx"
                                : "'"
                                        + Refusal.shown(archive)
                                        + "' holds no files; pack the model into it");
            }
            String key = archiveKey;
            if (key != null) {
                objects.delete(key);
                ledger.forget(key);
            }
        }
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
