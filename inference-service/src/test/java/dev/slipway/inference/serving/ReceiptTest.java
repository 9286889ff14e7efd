package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.cache.Lookup;
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
    void whatCostMostOfItsWorksIsWhatBecameOfARequest() {
        assertThat(receipt.lookup()).isNull();
        receipt.looked(Lookup.JOINED);
        receipt.looked(Lookup.HIT);
        assertThat(receipt.lookup()).isEqualTo(Lookup.JOINED);
        receipt.looked(Lookup.MISS);
        receipt.looked(Lookup.JOINED);
        assertThat(receipt.lookup()).isEqualTo(Lookup.MISS);
    }

    @Test
    void severalWorksWaitedAsTheLongestAndTookAllTheirRuns() {
        receipt.started(ReleaseReason.FULL, 8, 300_000);
        receipt.started(ReleaseReason.FULL, 8, 400_999);
        receipt.ran(1_000_600);
        receipt.started(ReleaseReason.IDLE_ENGINE, 2, 100_000);
        receipt.ran(50_600);
        assertThat(receipt.queueMicros()).isEqualTo(400);
        assertThat(receipt.computeMicros()).isEqualTo(1_051);
        assertThat(receipt.batchRows()).isEqualTo(8);
        assertThat(receipt.release()).isEqualTo(ReleaseReason.IDLE_ENGINE);
    }
}
