package dev.slipway.inference.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearnedCostTest {
    private final LearnedCost cost = new LearnedCost();
    private final Traffic traffic = new Traffic(cost, 7);

    @Test
    void nothingIsKnownBeforeAnyRun() {
        assertThat(cost.nanos(new RunShape(1, 1))).isZero();
        assertThat(cost.nanos(new RunShape(32, 128))).isZero();
        assertThat(cost.error()).isZero();
        assertThat(cost.spread()).isEqualTo(1);
        assertThat(cost.runs()).isZero();
    }

    @Test
    void theFirstRunIsBelievedAndOtherShapesScaleWithIt() {
        cost.ran(new RunShape(4, 32), 10_000_000, 1);
        assertThat(cost.nanos(new RunShape(4, 32))).isCloseTo(1e7, within(1e5));
        assertThat(cost.nanos(new RunShape(8, 32))).isBetween(1.5e7, 2e7);
        assertThat(cost.nanos(new RunShape(4, 64))).isBetween(1.5e7, 2e7);
        assertThat(cost.nanos(new RunShape(1, 32))).isBetween(2.5e6, 5e6);
        assertThat(cost.runs()).isEqualTo(1);
    }

    @Test
    void aFirstRunThatWasFarTooSlowIsSoonForgotten() {
        cost.ran(new RunShape(1, 8), (long) (30 * Traffic.text(1, 8)), 1);
        traffic.run(Traffic::text, 64);
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.15);
    }

    @Test
    void aFewRunsOfDifferentShapesAreOfUse() {
        traffic.run(Traffic::text, 16);
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.25);
    }

    @Test
    void whatRanIsPredictedWithinATenthAndWhatIsInBetweenWithinTwoTenths() {
        traffic.run(Traffic::text, 600);
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.1);
        assertThat(traffic.worstInBetween(Traffic::text)).isLessThan(0.15);
    }

    @Test
    void attentionAndTinyModelsAreFittedAsWell() {
        Traffic.Time quadratic = (rows, width) -> 1e5 + 3e3 * rows * width * width;
        traffic.run(quadratic, 600);
        assertThat(traffic.worst(quadratic)).isLessThan(0.1);
        Traffic.Time fixed = (rows, width) -> 50_000;
        LearnedCost tiny = new LearnedCost();
        Traffic ofTiny = new Traffic(tiny, 8);
        ofTiny.run(fixed, 600);
        assertThat(ofTiny.worst(fixed)).isLessThan(0.1);
        assertThat(ofTiny.worstInBetween(fixed)).isLessThan(0.15);
    }

    @Test
    void oneShapeForLongStaysStableAndOthersAreRemembered() {
        traffic.run(Traffic::text, 500);
        RunShape shape = new RunShape(4, 32);
        for (int run = 0; run < 10_000; run++) {
            traffic.run(Traffic::text, 4, 32, 1);
            assertThat(cost.nanos(shape) / Traffic.text(4, 32)).isCloseTo(1, within(0.1));
        }
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.15);
    }

    @Test
    void rowsOfOneWidthAreFittedThoughTheirPartsCannotBeToldApart() {
        int width = 150_528;
        Traffic.Time dense = (rows, ignored) -> 4e5 + 9e4 * rows;
        int[] widths = {width};
        for (int run = 0; run < 1000; run++) {
            traffic.run(dense, traffic.oneOf(Traffic.ROWS), width, 1);
        }
        assertThat(traffic.worst(dense, Traffic.ROWS, widths)).isLessThan(0.1);
        assertThat(traffic.worst(dense, new int[] {3, 6, 12, 24, 48}, widths)).isLessThan(0.15);
    }

    @Test
    void pausesDoNotTeach() {
        traffic.run(Traffic::text, 300);
        for (int pause = 0; pause < 50; pause++) {
            traffic.run((rows, width) -> 30 * Traffic.text(rows, width), 1);
            assertThat(traffic.worst(Traffic::text)).isLessThan(0.2);
            traffic.run(Traffic::text, 49);
            assertThat(traffic.worst(Traffic::text)).isLessThan(0.12);
        }
        assertThat(cost.error()).isLessThan(0.1);
        assertThat(cost.spread()).isLessThan(1.2);
    }

    @Test
    void timesThatDoubleOrHalveAreFollowedWithinThirtyTwoRuns() {
        traffic.run(Traffic::text, 1000);
        Traffic.Time doubled = (rows, width) -> 2 * Traffic.text(rows, width);
        traffic.run(doubled, 32);
        assertThat(traffic.worst(doubled)).isLessThan(0.15);
        traffic.run(doubled, 300);
        traffic.run(Traffic::text, 32);
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.15);
    }

    @Test
    void aSmallChangeIsFollowedToo() {
        traffic.run(Traffic::text, 1000);
        Traffic.Time slower = (rows, width) -> 1.3 * Traffic.text(rows, width);
        traffic.run(slower, 64);
        assertThat(traffic.worst(slower)).isLessThan(0.15);
    }

    @Test
    void aChangeOfTheFixedPartAloneIsFollowed() {
        traffic.run(Traffic::text, 1000);
        Traffic.Time changed = (rows, width) -> 6e6 + Traffic.text(rows, width);
        traffic.run(changed, 256);
        assertThat(traffic.worst(changed)).isLessThan(0.2);
    }

    @Test
    void aKneeShows() {
        Traffic.Time knee =
                (rows, width) ->
                        1e6 + 1e5 * width * (Math.min(rows, 8) + 1.4 * Math.max(0, rows - 8));
        traffic.run(knee, 1000);
        assertThat(traffic.worst(knee)).isLessThan(0.1);
        double perRowOfEight = cost.nanos(new RunShape(8, 32)) / 8;
        assertThat(cost.nanos(new RunShape(32, 32)) / 32).isGreaterThan(1.1 * perRowOfEight);
        assertThat(cost.nanos(new RunShape(4, 32)) / 4).isGreaterThan(perRowOfEight);
    }

    @Test
    void aSlowShapeThatSeldomComesIsLearnedAndNotTakenForPauses() {
        Traffic.Time knee = (rows, width) -> (rows > 16 ? 1.4 : 1) * Traffic.text(rows, width);
        for (int run = 0; run < 2000; run++) {
            int rows = run % 20 == 19 ? 32 : traffic.oneOf(1, 2, 3, 4, 5, 6, 7, 8);
            traffic.run(knee, rows, traffic.oneOf(Traffic.WIDTHS), 1);
        }
        double ratio = cost.nanos(new RunShape(32, 32)) / knee.nanos(32, 32);
        assertThat(ratio).isCloseTo(1, within(0.15));
    }

    @Test
    void moreRowsAndWiderOnesAreNeverCheaper() {
        traffic.run(Traffic::text, 1000);
        for (int rows = 1; rows < 64; rows++) {
            for (int width = 1; width < 256; width++) {
                double nanos = cost.nanos(new RunShape(rows, width));
                assertThat(cost.nanos(new RunShape(rows + 1, width))).isGreaterThan(nanos);
                assertThat(cost.nanos(new RunShape(rows, width + 1))).isGreaterThan(nanos);
            }
        }
    }

    @Test
    void shapesAreComparedAsIfTheyRanBesideAsMany() {
        Traffic.Time beside = (rows, width) -> 1.5 * Traffic.text(rows, width);
        for (int run = 0; run < 2000; run++) {
            traffic.run(Traffic::text, 1, traffic.oneOf(Traffic.WIDTHS), 1);
            traffic.run(beside, 8, traffic.oneOf(Traffic.WIDTHS), 2);
            if (run % 10 == 0) {
                traffic.run(beside, 1, traffic.oneOf(Traffic.WIDTHS), 2);
                traffic.run(Traffic::text, 8, traffic.oneOf(Traffic.WIDTHS), 1);
            }
        }
        double times = cost.nanos(new RunShape(8, 32)) / cost.nanos(new RunShape(1, 32));
        assertThat(times).isCloseTo(Traffic.text(8, 32) / Traffic.text(1, 32), within(0.6));
    }

    @Test
    void aPredictionIsForAsManyAtOnceAsThereLatelyWere() {
        Traffic.Time beside = (rows, width) -> 1.5 * Traffic.text(rows, width);
        for (int phase = 0; phase < 3; phase++) {
            traffic.run(beside, 200, 2);
            assertThat(traffic.worst(beside)).isLessThan(0.15);
            traffic.run(Traffic::text, 200, 1);
            assertThat(traffic.worst(Traffic::text)).isLessThan(0.15);
        }
        traffic.run(beside, 64, 2);
        assertThat(traffic.worst(beside)).isLessThan(0.15);
    }

    @Test
    void errorAndSpreadSayHowTimesScatter() {
        traffic.scatter(0.2);
        traffic.run(Traffic::text, 3000);
        assertThat(cost.error()).isBetween(0.1, 0.23);
        assertThat(cost.spread()).isBetween(1.15, 1.5);
        traffic.scatter(0.02);
        traffic.run(Traffic::text, 1000);
        assertThat(cost.error()).isBetween(0.005, 0.04);
        assertThat(cost.spread()).isBetween(1.0, 1.1);
    }

    @Test
    void timesThatScatterWidelyAreNotTakenForAChangeAllTheTime() {
        traffic.scatter(0.4);
        traffic.run(Traffic::text, 3000);
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.5);
    }
}
