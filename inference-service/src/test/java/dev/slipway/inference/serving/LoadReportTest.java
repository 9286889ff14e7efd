package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadReportTest {
    @Test
    void itIsOrcasTextFormWithTenthsOfAMillisecond() {
        assertThat(LoadReport.text(3, 12_570_000))
                .isEqualTo("TEXT named_metrics.in_flight=3,named_metrics.predicted_wait_ms=12.5");
        assertThat(LoadReport.text(0, 0))
                .isEqualTo("TEXT named_metrics.in_flight=0,named_metrics.predicted_wait_ms=0.0");
    }
}
