package dev.slipway.store.archive;

import static dev.slipway.store.archive.Unpacking.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that no package may come from, and what is said of them. */
class RefusedArchiveTest {
    private final Unpacking archives = new Unpacking();

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String name, byte[] archive) {
        return assertThatThrownBy(() -> archives.unpack(name, archive))
                .isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "/etc/passwd", "C:/a", "a\\b", "a//b", "a/./b"})
    void aNameThatLeavesThePackageIsRefused(String name) {
        assertRefused("a.zip", ArchiveBytes.zipOf(name, new byte[1]))
                .hasMessageContaining("file name");
        assertRefused("a.tar", ArchiveBytes.tarOf(name, new byte[1]))
                .hasMessageContaining("file name");
    }

    @Test
    void aNameWithANulIsRefused() {
        assertRefused("a.zip", ArchiveBytes.zipOf("a\u0000.onnx", new byte[1]))
                .hasMessageContaining("control character");
        // A short name of a tar ends at a NUL; one that needs a header of its own may hold it.
        String name = "a\u0000" + "b".repeat(120) + ".onnx";
        assertRefused("a.tar", ArchiveBytes.tarOf(name, new byte[1]))
                .hasMessageContaining("control character");
    }

    @Test
    void aFolderThatLeavesThePackageIsRefused() {
        assertRefused("a.zip", ArchiveBytes.zipOf("../x/", new byte[0]))
                .hasMessageContaining("'..'");
    }

    @Test
    void linksAndDevicesAreRefusedByName() throws IOException {
        Map.of(
                        TarConstants.LF_SYMLINK, "'l' in 'a.tar' is a symbolic link",
                        TarConstants.LF_LINK, "'l' in 'a.tar' is a hard link",
                        TarConstants.LF_CHR, "'l' in 'a.tar' is a device",
                        TarConstants.LF_BLK, "'l' in 'a.tar' is a device",
                        TarConstants.LF_FIFO, "'l' in 'a.tar' is a named pipe")
                .forEach((kind, words) ->
                        assertRefused("a.tar", ArchiveBytes.tarOf("l", kind))
                                .hasMessageContaining(words));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            ZipArchiveEntry link = new ZipArchiveEntry("l");
            link.setUnixMode(0xa1ff);
            zip.putArchiveEntry(link);
            zip.write(new byte[] {'/'});
            zip.closeArchiveEntry();
        }
        assertRefused("a.zip", bytes.toByteArray())
                .hasMessageContaining("'l' in 'a.zip' is a symbolic link");
    }

    @Test
    void anEncryptedEntryIsRefusedByName() {
        byte[] zip = ArchiveBytes.zipOf("secret.onnx", new byte[10]);
        assertRefused("a.zip", ArchiveBytes.inTable(zip, 8, 1))
                .hasMessageContaining("'secret.onnx' in 'a.zip' is encrypted");
        assertRefused("a.zip", ArchiveBytes.inTable(zip, 10, 6)).hasMessageContaining("deflate");
    }

    @Test
    void whatWasCutOffIsRefusedWhereverItWasCut() {
        byte[] zip = ArchiveBytes.zipOf("a", random(3000));
        byte[] tar = ArchiveBytes.tarOf("a", random(3000));
        byte[] gzip = ArchiveBytes.gzip(tar);
        for (int length = 600; length < zip.length; length += 97) {
            assertRefused("a.zip", Arrays.copyOf(zip, length)).hasMessageContaining("cut off");
        }
        for (int length = 600; length < 3584; length += 97) {
            assertRefused("a.tar", Arrays.copyOf(tar, length)).hasMessageContaining("cut off");
        }
        assertRefused("a.tar", Arrays.copyOf(tar, 3584)).hasMessageContaining("cut off");
        for (int length = 600; length < gzip.length; length += 97) {
            assertRefused("a.tgz", Arrays.copyOf(gzip, length)).hasMessageContaining("cut off");
        }
        assertRefused("a.tgz", Arrays.copyOf(gzip, gzip.length - 4))
                .hasMessageContaining("cut off");
    }

    @Test
    void anEntryThatIsNotWhatTheTableSaysIsRefused() {
        byte[] zip = ArchiveBytes.zipOf("a", random(3000));
        assertRefused("a.zip", ArchiveBytes.inTable(zip, 16, 1)).hasMessageContaining("damaged");
        assertRefused("a.zip", ArchiveBytes.inTable(zip, 24, 1)).hasMessageContaining("damaged");
        assertRefused("a.zip", ArchiveBytes.inTable(zip, 25, 8)).hasMessageContaining("damaged");
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() {
        byte[] zeros = new byte[2 << 20];
        assertRefused("a.zip", ArchiveBytes.zipOf("z", zeros)).hasMessageContaining("bomb");
        assertRefused("a.tgz", ArchiveBytes.gzip(ArchiveBytes.tarOf("z", zeros)))
                .hasMessageContaining("bomb");
        assertThat(
                        ((RefusedException)
                                        catchThrowable(() ->
                                                archives.unpack(
                                                        "a.zip",
                                                        ArchiveBytes.zipOf("z", random(5 << 20)))))
                                .refusal()
                                .code())
                .isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void tooManyEntriesOrTooDeepOnesAreRefused() {
        byte[] many =
                ArchiveBytes.tar(archive -> {
                    for (int i = 0; i < 51; i++) {
                        ArchiveBytes.add(archive, "d" + i + "/", new byte[0]);
                    }
                });
        assertRefused("a.tar", many).hasMessageContaining("more than 50 entries");
        assertRefused("a.tar", ArchiveBytes.tarOf("a/".repeat(9) + "f", new byte[1]))
                .hasMessageContaining("deeper than 8");
        byte[] table =
                ArchiveBytes.zip(archive -> {
                    for (int i = 0; i < 60_000; i++) {
                        ArchiveBytes.add(
                                archive, "a-rather-long-name-of-an-entry-" + i, new byte[0]);
                    }
                });
        assertRefused("a.zip", table).hasMessageContaining("table of contents");
    }

    @Test
    void aHeaderThatWouldFillTheMemoryIsRefused() {
        byte[] tar =
                ArchiveBytes.tar(archive -> {
                    TarArchiveEntry name =
                            new TarArchiveEntry(
                                    "././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, true);
                    name.setSize(2 << 20);
                    archive.putArchiveEntry(name);
                    archive.write(new byte[2 << 20]);
                    archive.closeArchiveEntry();
                    ArchiveBytes.add(archive, "n", new byte[1]);
                });
        assertRefused("a.tar", tar).hasMessageContaining("overlong header");
    }
}
