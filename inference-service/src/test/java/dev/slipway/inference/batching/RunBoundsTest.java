package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunBoundsTest {
    private final RunBounds bounds = new RunBounds(32, 512, 65_536, 1_000_000);

    @Test
    void someRowsAreAlwaysTogetherAndMoreWhereTheyAreSmall() {
        assertThat(bounds.fit(32, 30_000)).isTrue();
        assertThat(bounds.fit(33, 1_985)).isTrue();
        assertThat(bounds.fit(33, 1_986)).isFalse();
        assertThat(bounds.fit(512, 128)).isTrue();
        assertThat(bounds.fit(513, 1)).isFalse();
    }

    @Test
    void noneAreMoreThanARunHolds() {
        assertThat(bounds.fit(32, 31_251)).isFalse();
        assertThat(RunBounds.of(8, 100).fit(8, 12)).isTrue();
        assertThat(RunBounds.of(8, 100).fit(8, 13)).isFalse();
        assertThat(RunBounds.of(8, 100).fit(9, 1)).isFalse();
    }
}
