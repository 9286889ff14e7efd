package dev.slipway.local.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.local.deploy.ModelFile;
import dev.slipway.local.deploy.PublicApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The other side takes a connection and what its system buffers, and never reads or answers. */
@Timeout(30)
class HttpUploadTest {
    private static final long STEP = 11 * 60 * 1_000_000_000L;

    /** Less than every system buffers. */
    private static final long SURELY_TAKEN = 50_000;

    /** More than any system buffers. */
    private static final long LARGE = 1L << 30;

    private final List<Long> heard = new ArrayList<>();
    private final List<Long> totals = new ArrayList<>();

    /** Stands until the upload does, and is eleven minutes on at each look after that. */
    private long nanos;

    @Test
    void anUploadThatIsNoLongerTakenIsGivenUp() {
        assertThatThrownBy(() -> upload(new ModelFile("weights.bin", LARGE, HttpUploadTest::zeros)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none of its bytes was taken for 60 s");
        assertThat(heard).isSorted().last().satisfies(sent -> assertThat(sent).isLessThan(LARGE));
        assertThat(totals).allMatch(total -> total > LARGE);
    }

    @Test
    void anAnswerThatNeverComesIsGivenUp() {
        byte[] bytes = {1, 2, 3};
        ModelFile small = new ModelFile("model.onnx", 3, () -> new ByteArrayInputStream(bytes));
        assertThatThrownBy(() -> upload(small))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("all was sent, and no answer came for 10 min");
        assertThat(heard).last().isEqualTo(totals.getLast());
    }

    private void upload(ModelFile file) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PublicApi.Uploaded _ =
                    new HttpPublicApi(
                                    URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                                    "the-key",
                                    () -> nanos)
                            .upload("m", List.of(file), this::hear);
        }
    }

    private void hear(long sent, long total) {
        boolean taken = sent == total || sent > SURELY_TAKEN;
        if (taken && !heard.isEmpty() && heard.getLast() == sent) {
            nanos += STEP;
        }
        heard.add(sent);
        totals.add(total);
    }

    private static InputStream zeros() {
        return new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return length;
            }
        };
    }
}
