package dev.slipway.store.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The files of one archive in its order, while it is unpacked. Folders are passed over. */
public interface ArchiveEntries extends Closeable {
    /**
     * The next file, or empty at the end of an archive that is whole. What is left of the file
     * before it is passed over.
     *
     * @throws dev.slipway.store.refusal.RefusedException when an entry is what it must not be, or
     *     the archive is damaged or over its limits
     */
    Optional<ArchiveFile> next() throws IOException;

    /**
     * One file.
     *
     * @param path checked, as it lies inside the archive
     */
    record ArchiveFile(String path, InputStream bytes) {}
}
