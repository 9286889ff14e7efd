package dev.slipway.store.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.archive.ArchiveEntries.ArchiveFile;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The headers of a gzip have texts without a length, which its reader keeps. */
class HostileGzipTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(50, 8, 4 << 20, 200, 100 << 10);
    private static final int LONG = 8 << 20;

    /** It says that the name of the file follows, which ends with a zero. */
    private static final byte[] NAMED = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, (byte) 0xff};

    private static InputStream nameWithoutEnd() {
        byte[] name = "n".repeat(LONG).getBytes(US_ASCII);
        return new SequenceInputStream(
                new ByteArrayInputStream(NAMED), new ByteArrayInputStream(name));
    }

    /** How many bytes its files have together. */
    private static int unpack(InputStream in) throws IOException {
        ArchiveEntries entries = new TarEntries("a.tgz", ArchiveForm.TAR_GZ, in, LIMITS);
        int bytes = 0;
        Optional<ArchiveFile> next = entries.next();
        while (next.isPresent()) {
            bytes += next.get().bytes().readAllBytes().length;
            next = entries.next();
        }
        return bytes;
    }

    @Test
    void aNameThatDoesNotEndIsRefused() {
        assertThatThrownBy(() -> unpack(nameWithoutEnd()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'a.tgz' is compressed with an overlong header");
    }

    @Test
    void soIsOneWhereTheGzipBeginsAnew() {
        byte[] whole = ArchiveBytes.gzip(ArchiveBytes.tarOf("a", new byte[1]));

        assertThatThrownBy(() ->
                        unpack(
                                new SequenceInputStream(
                                        new ByteArrayInputStream(whole), nameWithoutEnd())))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("overlong header");
    }

    @Test
    void manyThatFollowEachOtherAreOne() throws IOException {
        byte[] tar = ArchiveBytes.tarOf("a", new byte[3_000]);
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int at = 0; at < tar.length; at += 100) {
            int to = Math.min(tar.length, at + 100);
            parts.writeBytes(ArchiveBytes.gzip(Arrays.copyOfRange(tar, at, to)));
        }

        assertThat(unpack(new ByteArrayInputStream(parts.toByteArray()))).isEqualTo(3_000);
    }
}
