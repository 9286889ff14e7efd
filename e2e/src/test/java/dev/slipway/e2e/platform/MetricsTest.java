package dev.slipway.e2e.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Metrics METRICS =
            Metrics.parse(
                    """
                    # HELP a_total counts
                    # TYPE a_total counter
                    a_total{end="right",x="1"} 3.0
                    a_total{end="right",x="2"} 4.0
                    a_total{end="dead peer",x="1"} 1.0
                    a_total_other 100
                    gauge 2.5E3
                    """);

    @Test
    void seriesOfANameAreSummed() {
        assertThat(METRICS.sum("a_total")).isEqualTo(8);
        assertThat(METRICS.sum("gauge")).isEqualTo(2500);
        assertThat(METRICS.sum("absent")).isZero();
    }

    @Test
    void labelsSelect() {
        assertThat(METRICS.sum("a_total", "end=\"right\"")).isEqualTo(7);
        assertThat(METRICS.sum("a_total", "end=\"right\"", "x=\"2\"")).isEqualTo(4);
        assertThat(METRICS.sum("a_total", "end=\"dead peer\"")).isEqualTo(1);
    }

    @Test
    void absentIsTold() {
        assertThat(METRICS.has("a_total")).isTrue();
        assertThat(METRICS.has("a")).isFalse();
    }
}
