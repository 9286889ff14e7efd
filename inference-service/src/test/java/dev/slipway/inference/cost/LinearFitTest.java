package dev.slipway.inference.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LinearFitTest {
    private static LinearCost taught(LinearFit fit, Traffic.Time time, int rounds) {
        LinearCost linear = fit.solve();
        for (int round = 0; round < rounds; round++) {
            for (int rows : Traffic.ROWS) {
                for (int width : Traffic.WIDTHS) {
                    double nanos = time.nanos(rows, width);
                    fit.teach(rows, width, nanos, nanos, 1);
                    linear = fit.solve();
                }
            }
        }
        return linear;
    }

    @Test
    void partsAreFoundWhereShapesTellThemApart() {
        LinearFit fit = new LinearFit(1, 8, Traffic.text(1, 8));
        LinearCost linear = taught(fit, Traffic::text, 20);
        assertThat(linear.fixed()).isCloseTo(2e6, Percentage.withPercentage(5));
        assertThat(linear.perElement()).isCloseTo(1.5e5, Percentage.withPercentage(5));
        assertThat(linear.perPair()).isCloseTo(200, Percentage.withPercentage(10));
    }

    @Test
    void noPartIsNegativeThoughTimesGrowLessThanRows() {
        LinearFit fit = new LinearFit(1, 8, 1e6);
        LinearCost linear = taught(fit, (rows, width) -> 1e6 * Math.sqrt(rows * width), 20);
        assertThat(linear.fixed()).isNotNegative();
        assertThat(linear.perRow()).isNotNegative();
        assertThat(linear.perElement()).isNotNegative();
        assertThat(linear.perPair()).isNotNegative();
    }

    @Test
    void whatIsForgottenIsScaledAndCountsLittleAfterwards() {
        LinearFit fit = new LinearFit(1, 8, Traffic.text(1, 8));
        double before = taught(fit, Traffic::text, 20).nanos(4, 32);
        fit.forget(2);
        assertThat(fit.solve().nanos(4, 32) / before).isCloseTo(2, within(0.02));
        Traffic.Time tripled = (rows, width) -> 3 * Traffic.text(rows, width);
        assertThat(taught(fit, tripled, 2).nanos(4, 32) / before).isCloseTo(3, within(0.3));
    }

    @Test
    void aRunThatTookNothingDoesNotOutweighAllOthers() {
        LinearFit fit = new LinearFit(1, 8, Traffic.text(1, 8));
        double before = taught(fit, Traffic::text, 5).nanos(4, 32);
        fit.teach(4, 32, 1, before, 1);
        assertThat(fit.solve().nanos(4, 32) / before).isCloseTo(1, within(0.1));
    }
}
