package dev.slipway.store.bytes.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartBufferTest {
    private static final int BOUND = 200_000;

    @Test
    void partsTogetherAreTheStreamWhateverItsLength() throws IOException {
        for (int length :
                new int[] {0, 1, 65_535, 65_536, 65_537, BOUND - 1, BOUND, BOUND + 1, 5 * BOUND}) {
            byte[] all = new byte[length];
            new Random(length).nextBytes(all);
            InputStream in = new ByteArrayInputStream(all);
            PartBuffer buffer = new PartBuffer(BOUND);
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            boolean more = true;
            while (more) {
                more = buffer.fill(in);
                assertThat(buffer.length()).isLessThanOrEqualTo(BOUND);
                assertThat(more && buffer.length() < BOUND).isFalse();
                seen.write(buffer.bytes(), 0, buffer.length());
            }
            assertThat(seen.toByteArray()).as("length %s", length).isEqualTo(all);
        }
    }

    @Test
    void aPartStaysWhileTheNextOneIsFilledAndTwoArraysAreEnough() throws IOException {
        byte[] all = new byte[3 * BOUND + 5];
        new Random(1).nextBytes(all);
        InputStream in = new ByteArrayInputStream(all);
        PartBuffer buffer = new PartBuffer(BOUND);
        assertThat(buffer.fill(in)).isTrue();
        byte[] first = buffer.bytes();
        assertThat(buffer.fillBeside(in)).isTrue();
        byte[] second = buffer.bytes();
        assertThat(first).isEqualTo(Arrays.copyOf(all, BOUND));
        assertThat(buffer.fillBeside(in)).isTrue();
        assertThat(buffer.bytes()).isSameAs(first);
        assertThat(second).isEqualTo(Arrays.copyOfRange(all, BOUND, 2 * BOUND));
        assertThat(buffer.fillBeside(in)).isFalse();
        assertThat(Arrays.copyOf(buffer.bytes(), buffer.length()))
                .isEqualTo(Arrays.copyOfRange(all, 3 * BOUND, all.length));
    }
}
