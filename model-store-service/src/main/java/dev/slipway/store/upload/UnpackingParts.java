package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.archive.ArchiveEntries;
import dev.slipway.store.archive.ArchiveEntries.ArchiveFile;
import dev.slipway.store.archive.ArchiveForm;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a body, or, where its only part is an archive, the files of that. */
final class UnpackingParts implements PartSource, Closeable {
    private final PartSource parts;
    private final Opener opener;
    private boolean begun;
    private String archive = "";
    private @Nullable ArchiveEntries entries;

    UnpackingParts(PartSource parts, Opener opener) {
        this.parts = parts;
        this.opener = opener;
    }

    /** Opens archives of an upload. */
    interface Opener {
        ArchiveEntries open(String name, ArchiveForm form, InputStream bytes) throws IOException;
    }

    /** The name of the archive that the parts come from; empty when they come as themselves. */
    String archive() {
        return archive;
    }

    @Override
    public Optional<Part> next() throws IOException {
        if (!begun) {
            begun = true;
            Optional<Part> first = parts.next();
            return first.isEmpty() ? first : first(first.get());
        }
        ArchiveEntries unpacked = entries;
        if (unpacked != null) {
            return entry(unpacked);
        }
        Optional<Part> part = parts.next();
        if (part.isPresent() && ArchiveForm.ofName(part.get().filename()).isPresent()) {
            throw notAlone(part.get().filename());
        }
        return part;
    }

    private Optional<Part> first(Part part) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(part.bytes(), ArchiveForm.HEAD_BYTES);
        byte[] head = bytes.readNBytes(ArchiveForm.HEAD_BYTES);
        bytes.unread(head);
        Optional<ArchiveForm> form =
                part.name().equals(PackageReceiver.PART_NAME)
                        ? ArchiveForm.of(part.filename(), head)
                        : Optional.empty();
        if (form.isEmpty()) {
            return Optional.of(new Part(part.name(), part.filename(), bytes));
        }
        archive = part.filename();
        ArchiveEntries unpacked = opener.open(archive, form.get(), bytes);
        entries = unpacked;
        return entry(unpacked);
    }

    private Optional<Part> entry(ArchiveEntries unpacked) throws IOException {
        Optional<ArchiveFile> file = unpacked.next();
        if (file.isPresent()) {
            return file.map(
                    found -> new Part(PackageReceiver.PART_NAME, found.path(), found.bytes()));
        }
        close();
        if (parts.next().isPresent()) {
            throw notAlone(archive);
        }
        return Optional.empty();
    }

    /** Lets go of an archive that is read from where it is kept. Closing again does nothing. */
    @Override
    public void close() throws IOException {
        ArchiveEntries unpacked = entries;
        if (unpacked != null) {
            unpacked.close();
        }
    }

    private static RefusedException notAlone(String name) {
        return new RefusedException(
                ErrorCode.INVALID_PACKAGE,
                "'"
                        + Refusal.shown(name)
                        + "' is an archive and comes with other parts; send the archive alone, or"
                        + " every file as a part of its own");
    }
}
