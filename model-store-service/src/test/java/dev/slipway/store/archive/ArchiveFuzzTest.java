package dev.slipway.store.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.FuzzedInput;
import dev.slipway.store.MemoryObjects;
import dev.slipway.store.archive.ArchiveEntries.ArchiveFile;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is nearly an archive is unpacked as one or refused, and throws nothing else. */
class ArchiveFuzzTest {
    private static final int INPUTS = 2_000;
    private static final ArchiveLimits LIMITS = new ArchiveLimits(50, 8, 4 << 20, 200, 100 << 10);

    private final byte[] buffer = new byte[8 << 10];

    private static byte[] content() {
        byte[] content = new byte[700];
        new Random(5).nextBytes(content);
        return content;
    }

    private static byte[] tar() {
        return ArchiveBytes.tar(archive -> {
            ArchiveBytes.add(archive, "m/", new byte[0]);
            ArchiveBytes.add(archive, "m/model.onnx", content());
            ArchiveBytes.add(archive, "m/" + "long".repeat(40), new byte[3]);
        });
    }

    private static byte[] zip() {
        return ArchiveBytes.zip(archive -> {
            ArchiveBytes.add(archive, "m/", new byte[0]);
            ArchiveBytes.add(archive, "m/model.onnx", content());
            ArchiveBytes.add(archive, "m/zeros", new byte[5_000]);
        });
    }

    private void unpack(ArchiveEntries archive) throws IOException {
        try (ArchiveEntries entries = archive) {
            Optional<ArchiveFile> next = entries.next();
            while (next.isPresent()) {
                int read = 0;
                while (read >= 0) {
                    read = next.get().bytes().read(buffer, 0, buffer.length);
                }
                next = entries.next();
            }
        } catch (RefusedException refused) {
            assertThat(refused.refusal().code())
                    .isIn(ErrorCode.INVALID_PACKAGE, ErrorCode.BODY_TOO_LARGE);
            assertThat(refused.refusal().detail())
                    .isNotBlank()
                    .doesNotContain("Exception", "java.", "commons");
        }
    }

    private void unpackTar(ArchiveForm form, byte[] bytes) throws IOException {
        unpack(new TarEntries("a", form, new ByteArrayInputStream(bytes), LIMITS));
    }

    @Test
    void tars() {
        FuzzedInput.each(INPUTS, List.of(tar()), bytes -> unpackTar(ArchiveForm.TAR, bytes));
    }

    @Test
    void compressedTars() {
        FuzzedInput.each(
                INPUTS,
                List.of(ArchiveBytes.gzip(tar())),
                bytes -> unpackTar(ArchiveForm.TAR_GZ, bytes));
    }

    @Test
    void zips() {
        FuzzedInput.each(
                INPUTS,
                List.of(zip(), ArchiveBytes.zipOf("a", new byte[1])),
                bytes -> {
                    MemoryObjects objects = new MemoryObjects();
                    objects.put("archive", new ByteArrayInputStream(bytes));
                    unpack(new ZipEntries("a", objects, "archive", bytes.length, LIMITS));
                });
    }

    @Test
    void whatTellsThemApart() {
        FuzzedInput.each(
                INPUTS,
                List.of(tar(), zip(), ArchiveBytes.gzip(tar())),
                bytes -> {
                    int length = Math.min(bytes.length, ArchiveForm.HEAD_BYTES);
                    assertThat(ArchiveForm.of("file", Arrays.copyOf(bytes, length))).isNotNull();
                });
    }
}
