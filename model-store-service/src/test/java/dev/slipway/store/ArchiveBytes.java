package dev.slipway.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packs files, and things that must not be in an archive, in memory. */
public final class ArchiveBytes {
    private ArchiveBytes() {}

    /** What is written into an archive. */
    public interface Writing<T> {
        void into(T archive) throws IOException;
    }

    /** A zip as the JDK streams it: with data descriptors. */
    public static byte[] zip(Writing<ZipOutputStream> writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            writing.into(zip);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    public static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    public static byte[] zipOf(String name, byte[] content) {
        return zip(zip -> add(zip, name, content));
    }

    public static byte[] tar(Writing<TarArchiveOutputStream> writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            writing.into(tar);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    public static void add(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** An entry that is a link, a device or the like. */
    public static byte[] tarOf(String name, byte kind) {
        return tar(tar -> {
            TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        });
    }

    public static byte[] tarOf(String name, byte[] content) {
        return tar(tar -> add(tar, name, content));
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Sets bits of one octet behind the first record of a zip's table of contents. */
    public static byte[] inTable(byte[] zip, int offset, int bits) {
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        byte[] changed = zip.clone();
        changed[text.indexOf("PK\u0001\u0002") + offset] ^= (byte) bits;
        return changed;
    }
}
