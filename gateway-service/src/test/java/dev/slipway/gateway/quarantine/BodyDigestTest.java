package dev.slipway.gateway.quarantine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BodyDigestTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    @Test
    void theSameBytesAreTheSameBodyInHoweverManyPieces() {
        assertThat(BodyDigest.of("infer", bytes("abc")))
                .isEqualTo(BodyDigest.of("infer", bytes("a"), bytes("bc")))
                .matches("[0-9a-f]{64}");
    }

    @Test
    void otherBytesOrTheSameForOtherWorkAreAnotherBody() {
        assertThat(BodyDigest.of("infer", bytes("abc")))
                .isNotEqualTo(BodyDigest.of("infer", bytes("abd")))
                .isNotEqualTo(BodyDigest.of("rerank", bytes("abc")));
    }
}
