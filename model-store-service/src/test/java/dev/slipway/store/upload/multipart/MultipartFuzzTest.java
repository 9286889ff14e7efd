package dev.slipway.store.upload.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.FuzzedInput;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.upload.PartSource;
import dev.slipway.store.upload.PartSource.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is nearly an upload is read as one or refused, and throws nothing else. */
class MultipartFuzzTest {
    private static final int INPUTS = 4_000;
    private static final String TYPE = "multipart/form-data; boundary=\"xYz\"";
    private static final String BODY =
            "a preamble\r\n--xYz\r\nContent-Disposition: form-data; name=\"file\";"
                    + " filename=\"a/b.txt\"\r\nContent-Type: text/plain\r\n\r\n--xY\r\n--x\r\n"
                    + "--xYz\r\nContent-Disposition: form-data; name=file;"
                    + " filename=\"=?utf-8?B?w6k=?=\"\r\n\r\nmore\r\n"
                    + "--xYz\r\nContent-Disposition: form-data; name=file;"
                    + " filename*=utf-8''caf%C3%A9\r\n\r\n\r\n--xYz--\r\nan epilogue";

    private final byte[] buffer = new byte[8 << 10];

    private void read(String type, byte[] body) throws IOException {
        PartSource parts =
                new FileUploadReader(1 << 20).read(type, -1, new ByteArrayInputStream(body));
        Optional<Part> part = parts.next();
        while (part.isPresent()) {
            int read = 0;
            while (read >= 0) {
                read = part.get().bytes().read(buffer, 0, buffer.length);
            }
            part = parts.next();
        }
    }

    private void readOrBeRefused(String type, byte[] body) throws IOException {
        try {
            read(type, body);
        } catch (RefusedException refused) {
            assertThat(refused.refusal().code())
                    .isIn(
                            ErrorCode.INVALID_PACKAGE,
                            ErrorCode.BODY_TOO_LARGE,
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE);
            assertThat(refused.refusal().detail()).isNotBlank();
        }
    }

    @Test
    void bodies() {
        FuzzedInput.each(
                INPUTS, List.of(BODY.getBytes(UTF_8)), body -> readOrBeRefused(TYPE, body));
    }

    @Test
    void contentTypes() {
        byte[] body = BODY.getBytes(UTF_8);
        FuzzedInput.each(
                INPUTS,
                List.of(
                        TYPE.getBytes(UTF_8),
                        "multipart/form-data; charset=utf-8, boundary==?utf-8?Q?xYz?="
                                .getBytes(UTF_8)),
                type -> readOrBeRefused(new String(type, UTF_8), body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?utf-8?B?A?=", "=?utf-8?B?=A?="})
    void aNameThatIsEncodedWronglyIsRefused(String name) {
        String part =
                "--xYz\r\nContent-Disposition: form-data; name=file; filename=\""
                        + name
                        + "\"\r\n\r\nx\r\n--xYz--";

        assertThatThrownBy(() -> read(TYPE, part.getBytes(UTF_8)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("send it as plain UTF-8");
        assertThatThrownBy(() ->
                        read(
                                "multipart/form-data; boundary=\"" + name + "\"",
                                part.getBytes(UTF_8)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("send it as plain UTF-8");
    }
}
