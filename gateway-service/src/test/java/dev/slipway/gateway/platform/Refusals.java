package dev.slipway.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** What every refusal of the door looks like in a dialect. */
public final class Refusals {
    private Refusals() {}

    public static void assertOip(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).matches("\\{\"error\":\"[A-Z].*\\.\"}");
        assertCommon(answer, code);
    }

    public static void assertOpenAi(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body())
                .startsWith("{\"error\":{\"message\":\"")
                .contains("\"code\":\"" + code + "\"");
        assertCommon(answer, code);
    }

    private static void assertCommon(HttpResponse<String> answer, String code) {
        assertThat(answer.headers().firstValue("X-Slipway-Error")).contains(code);
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(answer.body()).doesNotContain("127.0.0.1", "java", "dev.slipway");
    }
}
