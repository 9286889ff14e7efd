package dev.slipway.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final String WAIT = "named_metrics.predicted_wait_ms=";

    @Test
    void readsWaitAndRequestsAmongOtherMetrics() {
        assertThat(
                        LoadReport.read(
                                "TEXT named_metrics.queue_ms=12,named_metrics.in_flight=3,"
                                        + WAIT
                                        + "12.5"))
                .isEqualTo(new LoadReport(12_500_000, 3));
        assertThat(
                        LoadReport.read(
                                "TEXT cpu_utilization=3E-1, "
                                        + WAIT
                                        + "0, named_metrics.in_flight=2.0"))
                .isEqualTo(new LoadReport(0, 2));
        assertThat(
                        LoadReport.read(
                                "TEXT named_metrics.in_flight=3,named_metrics.queued=7,"
                                        + "named_metrics.rows_per_second=41.2,"
                                        + "named_metrics.memory_free_bytes=68719476736,"
                                        + WAIT
                                        + "12.5"))
                .isEqualTo(new LoadReport(12_500_000, 3));
        assertThat(LoadReport.read("TEXT " + WAIT + "7")).isEqualTo(new LoadReport(7_000_000, 0));
    }

    @Test
    void valuesAreBounded() {
        assertThat(
                        LoadReport.read(
                                "TEXT named_metrics.in_flight=999999999999999,"
                                        + WAIT
                                        + "999999999999999"))
                .isEqualTo(new LoadReport(3_600_000_000_000L, 1_000_000));
    }

    @Test
    void whatIsMalformedIsNoReport() {
        for (String wrong :
                new String[] {
                    "",
                    "TEXT",
                    "TEXT ",
                    "text " + WAIT + "1",
                    "JSON {\"named_metrics\":{\"predicted_wait_ms\":1}}",
                    "TEXT " + WAIT,
                    "TEXT " + WAIT + ".",
                    "TEXT " + WAIT + "-1",
                    "TEXT " + WAIT + "NaN",
                    "TEXT " + WAIT + "1.2.3",
                    "TEXT " + WAIT + "1e3",
                    "TEXT " + WAIT + "1 ",
                    "TEXT " + WAIT + "1,",
                    "TEXT " + WAIT + "1,nonsense",
                    "TEXT ," + WAIT + "1",
                    "TEXT " + WAIT + "1,named_metrics.in_flight=x",
                    "TEXT " + WAIT + "1".repeat(19),
                    "TEXT named_metrics.in_flight=3",
                    "TEXT " + WAIT + "1,a=" + "b".repeat(1024)
                }) {
            assertThat(LoadReport.read(wrong)).as(wrong).isNull();
        }
        assertThat(LoadReport.read(null)).isNull();
    }
}
