package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.inference.batching.RunCounters.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunCountersTest {
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final RunCounters all =
            new RunCounters(nanos::get, () -> Instant.ofEpochMilli(millis.get()));
    private final RunCounters one = all.of(new Version("m", 1));
    private final RunCounters two = all.of(new Version("m", 2));

    @Test
    void theTimeThatRequestsWaitedIsTheSumOfTheirTimes() {
        one.queuedChangedBy(1);
        nanos.addAndGet(10);
        one.queuedChangedBy(1);
        nanos.addAndGet(5);
        one.queuedChangedBy(-2);
        nanos.addAndGet(100);
        assertThat(one.waitedNanos()).isEqualTo(15 + 5);
        assertThat(two.waitedNanos()).isZero();
    }

    @Test
    void whoWaitsForAnyVersionIsCountedForAll() {
        one.queuedChangedBy(2);
        two.queuedChangedBy(3);
        one.queuedChangedBy(-1);
        assertThat(one.queued()).isEqualTo(1);
        assertThat(two.queued()).isEqualTo(3);
        assertThat(all.queued()).isEqualTo(4);
    }

    @Test
    void whoStillWaitsIsCountedUpToNow() {
        one.queuedChangedBy(1);
        nanos.addAndGet(7);
        assertThat(one.waitedNanos()).isEqualTo(7);
        assertThat(one.queued()).isEqualTo(1);
    }

    @Test
    void aVersionThatIsDroppedStaysCountedForAllAndBeginsAnew() {
        one.ran(3);
        all.drop(new Version("m", 1));
        assertThat(all.versions()).containsOnlyKeys(new Version("m", 2));
        assertThat(all.runRequests()).isEqualTo(3);
        assertThat(all.of(new Version("m", 1)).runRequests()).isZero();
    }

    @Test
    void whatRunsTookIsKeptBySizeWithWhenTheLastOneEnded() {
        assertThat(one.lastRunMillis()).isZero();
        one.runTook(4, 100);
        millis.addAndGet(5);
        one.runTook(4, 50);
        one.merged(4, 7, 9);
        assertThat(one.lastRunMillis()).isEqualTo(1_700_000_000_005L);
        assertThat(two.lastRunMillis()).isZero();
        assertThat(one.batchTimes().sizes())
                .isEqualTo(List.of(new BatchTimes.OfSize(4, 2, 7, 150, 9)));
        assertThat(one.runTimes().sum()).isEqualTo(150);
    }

    @Test
    void ratesAreThoseOfBatchesThatLeft() {
        one.released(ReleaseReason.FULL, 20, 300, 400);
        two.released(ReleaseReason.FULL, 10, 100, 100);
        assertThat(one.rowsPerSecond()).isCloseTo(2, within(0.01));
        assertThat(one.widthPerSecond()).isCloseTo(30, within(0.01));
        assertThat(all.rowsPerSecond()).isCloseTo(3, within(0.01));
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(all.rowsPerSecond()).isCloseTo(0, within(0.01));
    }

    @Test
    void aVersionIsFoundOnlyWhileItIsLoaded() {
        assertThat(all.find(new Version("m", 1))).isSameAs(one);
        all.drop(new Version("m", 1));
        assertThat(all.find(new Version("m", 1))).isNull();
    }

    @Test
    void whatAVersionCountsIsCountedForAll() {
        one.ran(3);
        two.ran(1);
        assertThat(one.runRequests()).isEqualTo(3);
        assertThat(two.engineRuns()).isEqualTo(1);
        assertThat(all.engineRuns()).isEqualTo(2);
        assertThat(all.mergedRequests()).isEqualTo(3);
        assertThat(all.of(new Version("m", 1))).isSameAs(one);
    }
}
