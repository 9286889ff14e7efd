package dev.slipway.store.refusal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

class RefusalAdviceTest {
    @ParameterizedTest
    @EnumSource
    void aProblemIsWholeAndSaysWhenToComeBack(ErrorCode code) {
        ResponseEntity<Object> answer = RefusalAdvice.answer(new Refusal(code, "why"), false);
        Problem problem = (Problem) Objects.requireNonNull(answer.getBody());
        assertThat(problem.type()).isEqualTo("about:blank");
        assertThat(problem.title()).isNotBlank();
        assertThat(problem.status()).isEqualTo(answer.getStatusCode().value());
        assertThat(problem.detail()).isEqualTo("why");
        assertThat(problem.code()).isEqualTo(code.wireName());
        assertThat(answer.getHeaders().getContentType()).hasToString("application/problem+json");
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                .isEqualTo(code.retryable() ? "2" : null);
    }
}
