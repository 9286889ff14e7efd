package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.batching.ReleaseReason;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private final Receipt receipt = new Receipt();

    @Test
    void whoHasNotReachedTheEngineHasNoReason() {
        assertThat(receipt.release()).isNull();
        receipt.started(ReleaseReason.DRAIN, 1, 0);
        assertThat(receipt.release()).isEqualTo(ReleaseReason.DRAIN);
    }

    @Test
    void severalWorksWaitedAsTheLongestAndTookAllTheirRuns() {
        receipt.started(ReleaseReason.FULL, 8, 300);
        receipt.started(ReleaseReason.FULL, 8, 400);
        receipt.ran(1_000);
        receipt.started(ReleaseReason.IDLE_ENGINE, 2, 100);
        receipt.ran(50);
        assertThat(receipt.queueNanos()).isEqualTo(400);
        assertThat(receipt.computeNanos()).isEqualTo(1_050);
        assertThat(receipt.batchRows()).isEqualTo(8);
        assertThat(receipt.release()).isEqualTo(ReleaseReason.IDLE_ENGINE);
    }
}
