package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyTypeTest {
    private static void assertFit(@Nullable String type) {
        for (Dialect dialect : new Dialect[] {Dialect.OIP, Dialect.OPENAI}) {
            assertThat(BodyType.refusal(dialect, type, false)).as(type).isNull();
        }
    }

    private static void assertUnfit(Dialect dialect, String type, boolean saysJsonLength) {
        Refusal refusal = BodyType.refusal(dialect, type, saysJsonLength);
        assertThat(refusal)
                .as(type)
                .extracting(Refusal::code)
                .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void jsonOfAnyCharsetAndNoTypeAreFit() {
        assertFit(null);
        assertFit("application/json");
        assertFit("application/json; charset=utf-8");
        assertFit("Application/JSON ;charset=\"UTF-8\"");
        assertFit("application/vnd.model+json");
    }

    @Test
    void bytesAreFitWithTheLengthOfTheirJsonInTheOpenInferenceProtocol() {
        assertThat(BodyType.refusal(Dialect.OIP, "application/octet-stream", true)).isNull();
        assertUnfit(Dialect.OIP, "application/octet-stream", false);
        assertUnfit(Dialect.OPENAI, "application/octet-stream", true);
    }

    @Test
    void othersAreNot() {
        for (String type :
                new String[] {
                    "",
                    "text/plain",
                    "application/jsonp",
                    "application/x-www-form-urlencoded",
                    "application/x-protobuf",
                    "multipart/form-data; boundary=application/json"
                }) {
            assertUnfit(Dialect.OIP, type, true);
            assertUnfit(Dialect.OPENAI, type, false);
        }
    }

    @Test
    void aBodyComesUncompressed() {
        assertThat(BodyType.encodingRefusal(null)).isNull();
        assertThat(BodyType.encodingRefusal("Identity")).isNull();
        for (String encoding : new String[] {"gzip", "deflate", "br", "identity, gzip", "x"}) {
            Refusal refusal = BodyType.encodingRefusal(encoding);
            assertThat(refusal)
                    .as(encoding)
                    .extracting(Refusal::code)
                    .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
            assertThat(refusal)
                    .extracting(Refusal::message)
                    .asString()
                    .contains("Content-Encoding", "uncompressed");
        }
    }
}
