package dev.slipway.store.archive;

import dev.slipway.store.MemoryObjects;
import dev.slipway.store.archive.ArchiveEntries.ArchiveFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Unpacks archives as an upload does, a zip from storage, with bounds that are soon reached. */
final class Unpacking {
    static final ArchiveLimits LIMITS = new ArchiveLimits(50, 8, 4 << 20, 200, 100 << 10);

    /** Where a zip is read from. */
    final MemoryObjects objects = new MemoryObjects();

    /** The files by their paths, in their order. */
    Map<String, byte[]> unpack(String name, byte[] archive) throws IOException {
        ArchiveForm form = ArchiveForm.of(name, head(archive)).orElseThrow();
        if (form != ArchiveForm.ZIP) {
            return all(new TarEntries(name, form, new ByteArrayInputStream(archive), LIMITS));
        }
        objects.put("archive", new ByteArrayInputStream(archive));
        return all(new ZipEntries(name, objects, "archive", archive.length, LIMITS));
    }

    static byte[] head(byte[] archive) {
        return Arrays.copyOf(archive, Math.min(archive.length, ArchiveForm.HEAD_BYTES));
    }

    static Map<String, byte[]> all(ArchiveEntries entries) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (entries) {
            for (Optional<ArchiveFile> next = entries.next();
                    next.isPresent();
                    next = entries.next()) {
                files.put(next.get().path(), next.get().bytes().readAllBytes());
            }
        }
        return files;
    }

    /** Bytes that do not pack; the same ones for each length. */
    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
