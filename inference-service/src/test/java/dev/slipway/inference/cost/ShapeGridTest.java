package dev.slipway.inference.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShapeGridTest {
    private final ShapeGrid grid = new ShapeGrid();

    @Test
    void aShapeNobodyRanIsAsTheLinearPartSays() {
        assertThat(grid.at(1, 1)).isEqualTo(1);
        assertThat(grid.at(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void oneRunIsBelievedAFifthAndManyAlmostWholly() {
        grid.teach(8, 32, 2);
        assertThat(grid.at(8, 32)).isCloseTo(1.2, within(1e-9));
        for (int run = 0; run < 195; run++) {
            grid.teach(8, 32, 2);
        }
        assertThat(grid.at(8, 32)).isCloseTo(1.98, within(1e-9));
        assertThat(grid.at(16, 32)).isEqualTo(1);
        assertThat(grid.at(4, 32)).isEqualTo(1);
        assertThat(grid.at(8, 64)).isEqualTo(1);
    }

    @Test
    void betweenPointsItGoesStraight() {
        for (int run = 0; run < 1000; run++) {
            grid.teach(16, 32, 2);
        }
        double there = grid.at(16, 32);
        assertThat(grid.at(12, 32)).isCloseTo((1 + there) / 2, within(1e-9));
        assertThat(grid.at(24, 32)).isCloseTo((1 + there) / 2, within(1e-9));
        assertThat(grid.at(16, 40)).isCloseTo(there + (1 - there) / 4, within(1e-9));
    }

    @Test
    void aShapeBetweenPointsIsLearnedByThose() {
        for (int run = 0; run < 1000; run++) {
            grid.teach(3, 24, 1.5);
        }
        assertThat(grid.at(3, 24)).isCloseTo(1.5, within(0.02));
    }

    @Test
    void beyondTheLastPointAllIsOne() {
        for (int run = 0; run < 1000; run++) {
            grid.teach(1 << 20, 1 << 28, 1.5);
        }
        assertThat(grid.at(Integer.MAX_VALUE, Integer.MAX_VALUE)).isCloseTo(1.5, within(0.02));
        assertThat(grid.at(1 << 20, 1)).isEqualTo(1);
    }

    @Test
    void whatNobodyRunsFadesAndForgettingIsAtOnce() {
        grid.teach(1, 1, 2);
        double before = grid.at(1, 1);
        grid.fade();
        assertThat(grid.at(1, 1)).isBetween(1.0, before).isNotEqualTo(before);
        grid.forget();
        assertThat(grid.at(1, 1)).isEqualTo(1);
    }

    @Test
    void aCopyDoesNotChange() {
        double[] copy = grid.factors();
        grid.teach(1, 1, 2);
        assertThat(ShapeGrid.at(copy, 1, 1)).isEqualTo(1);
    }
}
