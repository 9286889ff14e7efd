package dev.slipway.store.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks a tar, gzipped or not, while it streams in. */
public final class TarEntries implements ArchiveEntries {
    /** What the headers before an entry, or of a gzip, may take; parsers keep them in memory. */
    private static final long MAX_HEADER_BYTES = 1L << 20;

    private final PackedBytes source;
    private final EntryRules rules;
    private final ArchiveForm form;
    private @Nullable UnpackedBytes unpacked;
    private @Nullable Tar tar;

    /**
     * Begins to unpack.
     *
     * @param archive its name for messages
     * @param form {@link ArchiveForm#TAR} or {@link ArchiveForm#TAR_GZ}
     */
    public TarEntries(String archive, ArchiveForm form, InputStream packed, ArchiveLimits limits) {
        PackedBytes counted = new PackedBytes(packed, archive);
        this.source = counted;
        this.rules = new EntryRules(archive, limits, counted::count);
        this.form = form;
    }

    @Override
    public Optional<ArchiveFile> next() throws IOException {
        try {
            UnpackedBytes plain = unpacked();
            Tar entries = entries(plain);
            while (true) {
                if (entries.getCurrentEntry() != null) {
                    drain(entries);
                }
                plain.allow(MAX_HEADER_BYTES);
                TarArchiveEntry entry = entries.getNextEntry();
                plain.allow(Long.MAX_VALUE);
                if (entry == null) {
                    end(entries, plain);
                    return Optional.empty();
                }
                String name = rules.begin(entry.getName());
                if (entry.isDirectory()) {
                    rules.requireFolder(name);
                } else {
                    rules.requireFile(name);
                    requirePlain(name, entry);
                    return Optional.of(new ArchiveFile(name, new EntryBytes(entries)));
                }
            }
        } catch (IOException | RuntimeException broken) {
            throw source.translated(rules.archive(), broken);
        }
    }

    private UnpackedBytes unpacked() throws IOException {
        UnpackedBytes plain = unpacked;
        if (plain == null) {
            source.allow(MAX_HEADER_BYTES);
            InputStream in =
                    form == ArchiveForm.TAR_GZ
                            ? GzipCompressorInputStream.builder()
                                    .setInputStream(source)
                                    .setDecompressConcatenated(true)
                                    .get()
                            : source;
            plain = new UnpackedBytes(in, rules, this::allowPacked);
            unpacked = plain;
        }
        return plain;
    }

    /**
     * A gzip may begin anew wherever it ended, each time with a header whose texts are as long as
     * they like and are kept. Beside it, what is packed is hardly longer than what comes out.
     */
    private void allowPacked(int unpacked) {
        source.allow(MAX_HEADER_BYTES + 2L * unpacked);
    }

    private Tar entries(UnpackedBytes plain) {
        Tar entries = tar;
        if (entries == null) {
            entries = new Tar(plain);
            tar = entries;
        }
        return entries;
    }

    private void requirePlain(String name, TarArchiveEntry entry) throws IOException {
        String kind =
                switch (entry.getLinkFlag()) {
                    case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
                            entry.isSparse() ? "a sparse file" : "";
                    case TarConstants.LF_SYMLINK -> "a symbolic link";
                    case TarConstants.LF_LINK -> "a hard link";
                    case TarConstants.LF_CHR, TarConstants.LF_BLK -> "a device";
                    case TarConstants.LF_FIFO -> "a named pipe";
                    case TarConstants.LF_GNUTYPE_SPARSE -> "a sparse file";
                    default -> "no plain file";
                };
        if (!kind.isEmpty()) {
            throw rules.refusedEntry(
                    name,
                    "is "
                            + kind
                            + "; pack plain files only (tar --dereference --hard-dereference)");
        }
    }

    /** Reads to the very end, so that a cut-off archive is not taken for a whole one. */
    private void end(Tar entries, UnpackedBytes plain) throws IOException {
        if (!entries.sawEnd) {
            throw ArchiveSource.damaged(rules.archive());
        }
        drain(plain);
        source.allow(Long.MAX_VALUE);
        drain(source);
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[16 << 10];
        while (in.read(buffer, 0, buffer.length) >= 0) {
            // passed over
        }
    }

    /** Nothing is held but what the caller gave. */
    @Override
    public void close() {}

    /** The parser, which says whether it saw the record that ends an archive. */
    private static final class Tar extends TarArchiveInputStream {
        private boolean sawEnd;

        Tar(InputStream in) {
            super(in, "UTF-8");
        }

        @Override
        protected boolean isEOFRecord(byte @Nullable [] record) {
            if (record == null) {
                return true;
            }
            boolean end = super.isEOFRecord(record);
            sawEnd |= end;
            return end;
        }
    }

    /** The bytes of the current entry; closing them leaves the rest to the next call. */
    private final class EntryBytes extends FilterInputStream {
        EntryBytes(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException | RuntimeException broken) {
                throw source.translated(rules.archive(), broken);
            }
        }

        @Override
        public void close() {
            // See above.
        }
    }
}
