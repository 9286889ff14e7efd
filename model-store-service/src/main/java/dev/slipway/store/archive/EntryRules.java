package dev.slipway.store.archive;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.layout.PackagePath;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.util.function.LongSupplier;

/** Holds what an archive unpacks to against its limits, and the names of entries to their rules. */
final class EntryRules {
    private final String archive;
    private final ArchiveLimits limits;
    private final LongSupplier packedBytes;
    private int entries;
    private long unpackedBytes;

    /**
     * Rules of one archive.
     *
     * @param packedBytes how many of its bytes were read so far, packed
     */
    EntryRules(String archive, ArchiveLimits limits, LongSupplier packedBytes) {
        this.archive = archive;
        this.limits = limits;
        this.packedBytes = packedBytes;
    }

    String archive() {
        return archive;
    }

    /** Counts an entry of any kind and gives its path, without a dot slash in front. */
    String begin(String entryName) throws RefusedException {
        if (++entries > limits.maxEntries()) {
            throw refused("holds more than " + limits.maxEntries() + " entries; pack fewer files");
        }
        String name = entryName;
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        return name;
    }

    void requireFolder(String name) throws RefusedException {
        String folder = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (!folder.isEmpty() && !folder.equals(".")) {
            PackagePath.of(folder);
        }
    }

    void requireFile(String name) throws RefusedException {
        PackagePath.of(name);
        long depth = name.chars().filter(c -> c == '/').count();
        if (depth > limits.maxDepth()) {
            throw refusedEntry(
                    name, "lies deeper than " + limits.maxDepth() + " folders; pack it flatter");
        }
    }

    /** Counts bytes that came out of the archive. */
    void unpacked(long bytes) throws RefusedException {
        unpackedBytes += bytes;
        requireSize(unpackedBytes, packedBytes.getAsLong());
    }

    /** Refuses what the archive unpacks to, or says that it will. */
    void requireSize(long unpacked, long packed) throws RefusedException {
        if (unpacked > limits.maxBytes()) {
            throw new RefusedException(
                    ErrorCode.BODY_TOO_LARGE,
                    "'"
                            + Refusal.shown(archive)
                            + "' unpacks to more than "
                            + limits.maxBytes()
                            + " bytes, the bound of this platform; ask its operator to raise it");
        }
        if (unpacked > limits.ratioFromBytes() && unpacked / limits.maxRatio() > packed) {
            throw refused(
                    "unpacks to more than "
                            + limits.maxRatio()
                            + " times its size, as a decompression bomb does; send the files as"
                            + " parts of their own if they are really so");
        }
    }

    RefusedException refused(String fault) {
        return ArchiveSource.refused("'" + Refusal.shown(archive) + "' " + fault);
    }

    RefusedException refusedEntry(String name, String fault) {
        return ArchiveSource.refused(
                "'" + Refusal.shown(name) + "' in '" + Refusal.shown(archive) + "' " + fault);
    }
}
