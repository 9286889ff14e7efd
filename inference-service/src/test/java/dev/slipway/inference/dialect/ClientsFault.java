package dev.slipway.inference.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.inference.refusal.Refusal;
import tools.jackson.databind.json.JsonMapper;

/** Refusals that blame the client: what they may say, and that their dialect can write them. */
final class ClientsFault {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ClientsFault() {}

    /** It is for the client to mend, tells nothing internal, and can be written. */
    static byte[] assertWritten(Refusal refusal, ErrorWriter writer) {
        assertThat(refusal.code().category())
                .as(refusal.message())
                .isIn(ErrorCategory.INVALID, ErrorCategory.TOO_LARGE, ErrorCategory.CONTENDED);
        assertThat(refusal.message())
                .isNotBlank()
                .doesNotContain("dev.slipway", "tools.jackson", "java.lang", "StreamRead");
        byte[] error = writer.error(refusal);
        assertThat(error).isNotEmpty();
        return error;
    }

    /** The same, and what is written is JSON. */
    static void assertJson(Refusal refusal, ErrorWriter writer) {
        assertThat(JSON.readTree(assertWritten(refusal, writer)).has("error")).isTrue();
    }
}
