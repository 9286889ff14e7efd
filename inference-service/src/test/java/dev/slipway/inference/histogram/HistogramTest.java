package dev.slipway.inference.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram rows = Histogram.ofRows();
    private final Histogram nanos = Histogram.ofNanos();

    private static List<Long> bounds(Histogram histogram) {
        List<Long> bounds = new ArrayList<>();
        for (int at = 0; at < histogram.bounds(); at++) {
            bounds.add(histogram.bound(at));
        }
        return bounds;
    }

    @Test
    void boundsAreTwoToEachDoubling() {
        assertThat(bounds(rows))
                .startsWith(1L, 2L, 3L, 4L, 6L, 8L, 12L, 16L)
                .endsWith(3072L, 4096L)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(bounds(nanos))
                .startsWith(50_000L, 75_000L, 100_000L, 150_000L)
                .endsWith(39_321_600_000L, 52_428_800_000L)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsAsLargeAsABoundIsNotAboveIt() {
        rows.add(4);
        rows.add(5);
        rows.add(6);
        assertThat(bounds(rows).subList(3, 5)).containsExactly(4L, 6L);
        assertThat(rows.count(3)).isEqualTo(1);
        assertThat(rows.count(4)).isEqualTo(2);
        assertThat(rows.total()).isEqualTo(3);
        assertThat(rows.sum()).isEqualTo(15);
    }

    @Test
    void whatIsAboveAllBoundsIsCountedBehindThem() {
        rows.add(4097);
        rows.add(1_000_000);
        assertThat(rows.count(rows.bounds())).isEqualTo(2);
        assertThat(rows.count(rows.bounds() - 1)).isZero();
    }

    /** A clock that is set back under a machine that sleeps must not make a sum fall. */
    @Test
    void nothingIsLessThanNothing() {
        nanos.add(-5);
        nanos.add(0);
        assertThat(nanos.count(0)).isEqualTo(2);
        assertThat(nanos.sum()).isZero();
    }
}
