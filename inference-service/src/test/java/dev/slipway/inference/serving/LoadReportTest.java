package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.memory.RecentMemory;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    @Test
    void itIsOrcasTextFormWithTenths() {
        assertThat(LoadReport.text(3, 7, 41.28, 1 << 20, 12_570_000))
                .isEqualTo(
                        "TEXT named_metrics.in_flight=3,named_metrics.queued=7,"
                                + "named_metrics.rows_per_second=41.2,"
                                + "named_metrics.memory_free_bytes=1048576,"
                                + "named_metrics.predicted_wait_ms=12.5");
    }

    @Test
    void ofAVersionThatRestsNoWaitIsTold() {
        assertThat(LoadReport.text(1, 0, 0, RecentMemory.UNKNOWN, LoadReport.NO_WAIT_KNOWN))
                .isEqualTo(
                        "TEXT named_metrics.in_flight=1,named_metrics.queued=0,"
                                + "named_metrics.rows_per_second=0.0");
    }

    @Test
    void whatNobodyKnowsIsLeftOut() {
        assertThat(LoadReport.text(0, 0, 0, RecentMemory.UNKNOWN, 0))
                .isEqualTo(
                        "TEXT named_metrics.in_flight=0,named_metrics.queued=0,"
                                + "named_metrics.rows_per_second=0.0,"
                                + "named_metrics.predicted_wait_ms=0.0");
    }
}
