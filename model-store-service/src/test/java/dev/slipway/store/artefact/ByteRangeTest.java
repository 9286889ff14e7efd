package dev.slipway.store.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.artefact.ByteRange.Section;
import dev.slipway.store.artefact.ByteRange.Unsatisfiable;
import dev.slipway.store.artefact.ByteRange.Whole;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
    @Test
    void oneRangeIsHonoured() {
        assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new Section(0, 0));
        assertThat(ByteRange.of("bytes=3-", 10)).isEqualTo(new Section(3, 9));
        assertThat(ByteRange.of("bytes=3-99", 10)).isEqualTo(new Section(3, 9));
        assertThat(ByteRange.of("bytes=-4", 10)).isEqualTo(new Section(6, 9));
        assertThat(ByteRange.of("bytes=-40", 10)).isEqualTo(new Section(0, 9));
        assertThat(ByteRange.of("bytes=0-99999999999999999999", 10)).isEqualTo(new Section(0, 9));
    }

    @Test
    void whatIsNotThereCannotBeGiven() {
        assertThat(ByteRange.of("bytes=10-", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=-0", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new Unsatisfiable());
    }

    @Test
    void whatNeedNotBeHonouredGivesEverything() {
        assertThat(ByteRange.of(null, 10)).isEqualTo(new Whole());
        assertThat(ByteRange.of("bytes=0-1,3-4", 10)).isEqualTo(new Whole());
        assertThat(ByteRange.of("lines=1-2", 10)).isEqualTo(new Whole());
        assertThat(ByteRange.of("bytes=5-2", 10)).isEqualTo(new Whole());
        assertThat(ByteRange.of("bytes=-", 10)).isEqualTo(new Whole());
    }
}
