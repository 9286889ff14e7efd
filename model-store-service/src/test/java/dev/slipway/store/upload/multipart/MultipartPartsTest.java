package dev.slipway.store.upload.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.upload.PartSource;
import dev.slipway.store.upload.PartSource.Part;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipartPartsTest {
    private static final String TYPE = "multipart/form-data; boundary=\"xYz\"";

    private static PartSource read(String body) throws RefusedException {
        return new FileUploadReader(1 << 20).read(TYPE, -1, new Dribble(bytes(body)));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String disposition, String content) {
        return "--xYz\r\nContent-Disposition: " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    @Test
    void partsComeInOrderWithContentThatLooksLikeABoundary() throws IOException {
        PartSource parts =
                read(
                        "a preamble\r\n"
                                + part(
                                        "form-data; name=\"file\"; filename=\"a/b.txt\"",
                                        "--xY\r\n--x")
                                + part("form-data; name=file; filename=plain", "")
                                + part("form-data; filename*=utf-8''caf%C3%A9; name=\"file\"", "c")
                                + "--xYz--\r\nan epilogue");
        Part first = parts.next().orElseThrow();
        assertThat(first.name()).isEqualTo("file");
        assertThat(first.filename()).isEqualTo("a/b.txt");
        assertThat(first.bytes().readAllBytes()).asString().isEqualTo("--xY\r\n--x");
        Part second = parts.next().orElseThrow();
        assertThat(second.filename()).isEqualTo("plain");
        assertThat(second.bytes().readAllBytes()).isEmpty();
        Part third = parts.next().orElseThrow();
        assertThat(third.filename()).isEqualTo("café");
        assertThat(third.bytes().readAllBytes()).asString().isEqualTo("c");
        assertThat(parts.next()).isEmpty();
    }

    @Test
    void anUnquotedUtf8NameIsReadAsItWasSent() throws IOException {
        PartSource parts =
                read(part("form-data; name=\"file\"; filename=\"模型.onnx\"", "x") + "--xYz--");
        assertThat(parts.next().orElseThrow().filename()).isEqualTo("模型.onnx");
    }

    @Test
    void aHeadBeyondItsBoundIsRefused() throws IOException {
        PartSource parts =
                read(part("form-data; name=\"file\"; filename=\"" + "a".repeat(5000) + "\"", "x"));
        assertThatThrownBy(parts::next)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("head of a part");
    }

    @Test
    void aBodyBeyondItsBoundIsRefusedWhereverTheBoundFalls() throws RefusedException {
        String body = part("form-data; name=\"file\"; filename=\"a\"", "x".repeat(50)) + "--xYz--";
        for (int bound = 0; bound < body.length(); bound++) {
            PartSource parts = new FileUploadReader(bound).read(TYPE, -1, new Dribble(bytes(body)));
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    parts.next().orElseThrow().bytes().readAllBytes();
                                }
                            })
                    .as("bound %s", bound)
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused ->
                                    assertThat(refused.refusal().code())
                                            .isEqualTo(ErrorCode.BODY_TOO_LARGE));
        }
    }

    @Test
    void aFailureOfTheConnectionComesThroughAsItself() throws IOException {
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
        PartSource parts =
                new FileUploadReader(1 << 20)
                        .read(
                                TYPE,
                                -1,
                                new SequenceInputStream(
                                        bytes(
                                                part(
                                                        "form-data; name=file; filename=a",
                                                        "x".repeat(99))),
                                        broken));
        InputStream content = parts.next().orElseThrow().bytes();
        assertThatThrownBy(content::readAllBytes).isSameAs(reset);
    }

    @Test
    void memoryDoesNotGrowWithThePart() throws IOException {
        long size = 512L << 20;
        String head = "--xYz\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n";
        InputStream body =
                new SequenceInputStream(
                        Collections.enumeration(
                                List.of(bytes(head), new Repeated(size), bytes("\r\n--xYz--"))));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] buffer = new byte[64 << 10];
        long before = threads.getCurrentThreadAllocatedBytes();
        PartSource parts = new FileUploadReader(size + 1000).read(TYPE, size, body);
        InputStream content = parts.next().orElseThrow().bytes();
        long count = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            count += read;
        }
        assertThat(parts.next()).isEmpty();
        assertThat(count).isEqualTo(size);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 << 20);
    }

    /** Gives one to three bytes a read, so that boundaries fall between reads. */
    private static final class Dribble extends FilterInputStream {
        private int turn;

        Dribble(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            turn++;
            return super.read(target, offset, Math.min(length, 1 + turn % 3));
        }
    }

    /** Bytes without end but for their number. */
    private static final class Repeated extends InputStream {
        private long left;

        Repeated(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'r' : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }
}
