package dev.slipway.store.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.MemoryObjects;
import dev.slipway.store.archive.ArchiveEntries.ArchiveFile;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveEntriesTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(50, 8, 4 << 20, 200, 100 << 10);

    private final MemoryObjects objects = new MemoryObjects();

    private Map<String, byte[]> unpack(String name, byte[] archive) throws IOException {
        ArchiveForm form = ArchiveForm.of(name, head(archive)).orElseThrow();
        if (form != ArchiveForm.ZIP) {
            return all(new TarEntries(name, form, new ByteArrayInputStream(archive), LIMITS));
        }
        objects.put("archive", new ByteArrayInputStream(archive));
        return all(new ZipEntries(name, objects, "archive", archive.length, LIMITS));
    }

    private static byte[] head(byte[] archive) {
        return Arrays.copyOf(archive, Math.min(archive.length, ArchiveForm.HEAD_BYTES));
    }

    private static Map<String, byte[]> all(ArchiveEntries entries) throws IOException {
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

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String name, byte[] archive) {
        return assertThatThrownBy(() -> unpack(name, archive)).isInstanceOf(RefusedException.class);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void filesComeWithTheirBytesAndFoldersArePassedOver() throws IOException {
        byte[] large = random(700_000);
        byte[] zip =
                ArchiveBytes.zip(archive -> {
                    ArchiveBytes.add(archive, "m/", new byte[0]);
                    ArchiveBytes.add(archive, "m/a.bin", large);
                    ArchiveBytes.add(archive, "m/empty", new byte[0]);
                    ArchiveBytes.add(archive, "m/grüße.txt", new byte[] {1, 2});
                });
        byte[] tar =
                ArchiveBytes.tar(archive -> {
                    ArchiveBytes.add(archive, "./", new byte[0]);
                    ArchiveBytes.add(archive, "./m/", new byte[0]);
                    ArchiveBytes.add(archive, "./m/a.bin", large);
                    ArchiveBytes.add(archive, "./m/empty", new byte[0]);
                    ArchiveBytes.add(archive, "./m/grüße.txt", new byte[] {1, 2});
                });
        for (Map<String, byte[]> files :
                java.util.List.of(
                        unpack("a.zip", zip),
                        unpack("a.tar", tar),
                        unpack("a.tar.gz", ArchiveBytes.gzip(tar)))) {
            assertThat(files.keySet()).containsExactly("m/a.bin", "m/empty", "m/grüße.txt");
            assertThat(files.get("m/a.bin")).isEqualTo(large);
            assertThat(files.get("m/empty")).isEmpty();
            assertThat(files.get("m/grüße.txt")).containsExactly(1, 2);
        }
    }

    @Test
    void aZipOf64BitsAndAStoredEntryAreRead() throws IOException {
        byte[] content = random(10_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            zip.setUseZip64(Zip64Mode.Always);
            ZipArchiveEntry stored = new ZipArchiveEntry("stored");
            stored.setMethod(ZipMethod.STORED.getCode());
            stored.setSize(content.length);
            java.util.zip.CRC32 sum = new java.util.zip.CRC32();
            sum.update(content);
            stored.setCrc(sum.getValue());
            zip.putArchiveEntry(stored);
            zip.write(content);
            zip.closeArchiveEntry();
            zip.putArchiveEntry(new ZipArchiveEntry("packed"));
            zip.write(content);
            zip.closeArchiveEntry();
        }
        Map<String, byte[]> files = unpack("a.zip", bytes.toByteArray());
        assertThat(files.get("stored")).isEqualTo(content);
        assertThat(files.get("packed")).isEqualTo(content);
    }

    @Test
    void aLongZipIsReadWithFewRequests() throws IOException {
        byte[] zip =
                ArchiveBytes.zip(archive -> {
                    for (int i = 0; i < 40; i++) {
                        ArchiveBytes.add(archive, "f" + i, random(20_000 + i));
                    }
                });
        assertThat(unpack("a.zip", zip)).hasSize(40);
        assertThat(objects.opened.get()).isLessThan(5);
    }

    @Test
    void aFileIsAnArchiveByItsNameAndBytesOrByItsBytes() throws IOException {
        byte[] zip = ArchiveBytes.zipOf("a", new byte[1]);
        byte[] tar = ArchiveBytes.tarOf("a", new byte[1]);
        assertThat(ArchiveForm.of("x.ZIP", head(zip))).contains(ArchiveForm.ZIP);
        assertThat(ArchiveForm.of("x", head(zip))).contains(ArchiveForm.ZIP);
        assertThat(ArchiveForm.of("x", head(tar))).contains(ArchiveForm.TAR);
        assertThat(ArchiveForm.of("x", head(ArchiveBytes.gzip(tar)))).contains(ArchiveForm.TAR_GZ);
        assertThat(ArchiveForm.of("x.gz", head(ArchiveBytes.gzip(random(9000))))).isEmpty();
        assertThat(ArchiveForm.of("model.pt", head(zip))).isEmpty();
        assertThat(ArchiveForm.of("x", new byte[5000])).isEmpty();
        assertThat(ArchiveForm.of("model.onnx", new byte[0])).isEmpty();
        for (String name : new String[] {"x.zip", "x.tar", "x.tgz", "x.tar.gz"}) {
            assertThatThrownBy(() -> ArchiveForm.of(name, new byte[] {8, 1}))
                    .hasMessageContaining("named like an archive");
        }
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
                                        org.assertj.core.api.Assertions.catchThrowable(() ->
                                                unpack(
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

    @Test
    void aFailureOfTheConnectionComesThroughAsItself() {
        IOException reset = new IOException("Connection reset");
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw reset;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw reset;
                    }
                };
        byte[] tar = ArchiveBytes.tarOf("a", random(3000));
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(tar, 0, 2000), broken);
        assertThatThrownBy(() -> all(new TarEntries("a.tar", ArchiveForm.TAR, in, LIMITS)))
                .isSameAs(reset);
    }
}
