package dev.slipway.store.archive;

import static dev.slipway.store.archive.Unpacking.LIMITS;
import static dev.slipway.store.archive.Unpacking.all;
import static dev.slipway.store.archive.Unpacking.head;
import static dev.slipway.store.archive.Unpacking.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.store.ArchiveBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.junit.jupiter.api.Test;

/** Archives of every form give their files as they are. */
class ArchiveEntriesTest {
    private final Unpacking archives = new Unpacking();

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
                List.of(
                        archives.unpack("a.zip", zip),
                        archives.unpack("a.tar", tar),
                        archives.unpack("a.tar.gz", ArchiveBytes.gzip(tar)))) {
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
        Map<String, byte[]> files = archives.unpack("a.zip", bytes.toByteArray());
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
        assertThat(archives.unpack("a.zip", zip)).hasSize(40);
        assertThat(archives.objects.opened.get()).isLessThan(5);
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
