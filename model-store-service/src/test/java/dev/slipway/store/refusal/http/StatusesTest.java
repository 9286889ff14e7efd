package dev.slipway.store.refusal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import org.junit.jupiter.api.Test;

class StatusesTest {
    @Test
    void aFullStoreIsToldApartFromOneThatIsAway() {
        assertThat(Statuses.of(ErrorCode.STORAGE_FULL)).isEqualTo(507);
        assertThat(Statuses.of(ErrorCode.STORAGE_UNAVAILABLE)).isEqualTo(503);
        assertThat(ErrorCode.STORAGE_FULL.retryable()).isTrue();
    }
}
