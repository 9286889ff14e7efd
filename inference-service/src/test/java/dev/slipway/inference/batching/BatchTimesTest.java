package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.batching.BatchTimes.OfSize;
import org.junit.jupiter.api.Test;

class BatchTimesTest {
    private final BatchTimes times = new BatchTimes();

    @Test
    void eachSizeIsCountedExactlyAndByItself() {
        times.ran(8, 70);
        times.merged(8, 5, 3);
        times.ran(8, 30);
        times.merged(8, 2, 1);
        times.ran(1, 20);
        assertThat(times.sizes())
                .containsExactly(new OfSize(1, 1, 0, 20, 0), new OfSize(8, 2, 7, 100, 4));
        assertThat(times.inputNanos()).isEqualTo(7);
        assertThat(times.inferNanos()).isEqualTo(120);
        assertThat(times.outputNanos()).isEqualTo(4);
    }

    @Test
    void sizesThatComeAfterTheBoundCountOnlyInAll() {
        for (int rows = 1; rows <= BatchTimes.MOST + 50; rows++) {
            times.ran(rows, 1);
        }
        times.ran(BatchTimes.MOST, 1);
        times.merged(BatchTimes.MOST + 1, 10, 10);
        assertThat(times.sizes()).hasSize(BatchTimes.MOST);
        assertThat(times.sizes().getLast()).isEqualTo(new OfSize(BatchTimes.MOST, 2, 0, 2, 0));
        assertThat(times.inferNanos()).isEqualTo(BatchTimes.MOST + 51);
        assertThat(times.inputNanos()).isEqualTo(10);
    }
}
