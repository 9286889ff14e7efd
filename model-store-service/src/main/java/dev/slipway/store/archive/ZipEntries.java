package dev.slipway.store.archive;

import dev.slipway.store.bytes.ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a zip that is kept, by its table of contents: only there stand the sizes and kinds of all
 * entries, and only that is what other programs unpack.
 */
public final class ZipEntries implements ArchiveEntries {
    /** What is read to learn what the archive holds; it is in memory while unpacking. */
    private static final long MAX_TABLE_BYTES = 4L << 20;

    private static final Set<Integer> METHODS =
            Set.of(
                    ZipMethod.STORED.getCode(),
                    ZipMethod.DEFLATED.getCode(),
                    ZipMethod.ENHANCED_DEFLATED.getCode());
    private static final int KIND = 0xf000;
    private static final int PLAIN = 0x8000;
    private static final int LINK = 0xa000;
    private static final int BACKSLASH = '\\';

    private final KeptChannel channel;
    private final EntryRules rules;
    private final long packedSize;
    private @Nullable ZipFile zip;
    private Iterator<ZipArchiveEntry> left = Collections.emptyIterator();

    /**
     * Begins to unpack.
     *
     * @param archive its name for messages
     * @param key where it is kept
     */
    public ZipEntries(
            String archive, ObjectStore objects, String key, long size, ArchiveLimits limits) {
        this.rules = new EntryRules(archive, limits, () -> size);
        this.packedSize = size;
        this.channel = new KeptChannel(objects, key, size, rules, MAX_TABLE_BYTES);
    }

    @Override
    public Optional<ArchiveFile> next() throws IOException {
        try {
            ZipFile opened = opened();
            while (left.hasNext()) {
                ZipArchiveEntry entry = left.next();
                String name = rules.begin(nameOf(entry));
                if (entry.isDirectory()) {
                    rules.requireFolder(name);
                } else {
                    rules.requireFile(name);
                    requirePlain(name, entry);
                    return Optional.of(
                            new ArchiveFile(
                                    name, new EntryBytes(opened.getInputStream(entry), entry)));
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException broken) {
            throw channel.translated(rules.archive(), broken);
        }
    }

    private ZipFile opened() throws IOException {
        ZipFile opened = zip;
        if (opened == null) {
            opened =
                    ZipFile.builder()
                            .setSeekableByteChannel(channel)
                            .setIgnoreLocalFileHeader(true)
                            .setMaxNumberOfDisks(1)
                            .get();
            zip = opened;
            channel.tableRead();
            List<ZipArchiveEntry> entries = Collections.list(opened.getEntriesInPhysicalOrder());
            requireSizes(entries);
            left = entries.iterator();
        }
        return opened;
    }

    /** Refuses a bomb by what it announces; what it does not announce is not unpacked. */
    private void requireSizes(List<ZipArchiveEntry> entries) throws IOException {
        long unpacked = 0;
        for (ZipArchiveEntry entry : entries) {
            unpacked += entry.getSize();
            if (entry.getSize() < 0 || unpacked < 0) {
                throw ArchiveSource.damaged(rules.archive());
            }
        }
        rules.requireSize(unpacked, packedSize);
    }

    /** The library takes some backslashes for slashes; here they are refused as elsewhere. */
    private static String nameOf(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        for (byte octet : raw) {
            if (octet == BACKSLASH) {
                return new String(raw, StandardCharsets.UTF_8);
            }
        }
        return entry.getName();
    }

    private void requirePlain(String name, ZipArchiveEntry entry) throws IOException {
        int kind = entry.getUnixMode() & KIND;
        if (kind == LINK) {
            throw rules.refusedEntry(
                    name, "is a symbolic link; pack plain files only (zip without -y)");
        }
        if (kind != 0 && kind != PLAIN) {
            throw rules.refusedEntry(name, "is no plain file; pack plain files only");
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw rules.refusedEntry(name, "is encrypted; pack it without a password");
        }
        if (!METHODS.contains(entry.getMethod())) {
            throw rules.refusedEntry(
                    name, "is packed by a method that is not read; pack it with deflate");
        }
    }

    @Override
    public void close() throws IOException {
        ZipFile opened = zip;
        if (opened != null) {
            opened.close();
        }
        channel.close();
    }

    /** The bytes of one entry, which must be those of the table of contents. */
    private final class EntryBytes extends FilterInputStream {
        private final CRC32 sum = new CRC32();
        private final ZipArchiveEntry entry;
        private long count;

        EntryBytes(InputStream in, ZipArchiveEntry entry) {
            super(in);
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = super.read(target, offset, length);
                if (read > 0) {
                    sum.update(target, offset, read);
                    count += read;
                }
                if (count > entry.getSize() || (read < 0 && !isWhole())) {
                    throw ArchiveSource.damaged(rules.archive());
                }
                return read;
            } catch (IOException | RuntimeException broken) {
                throw channel.translated(rules.archive(), broken);
            }
        }

        private boolean isWhole() {
            return count == entry.getSize() && sum.getValue() == entry.getCrc();
        }

        @Override
        public long skip(long bytes) throws IOException {
            throw new IOException("what is checked cannot be skipped");
        }
    }
}
