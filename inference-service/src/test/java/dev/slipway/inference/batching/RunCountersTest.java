package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.batching.RunCounters.Version;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunCountersTest {
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final RunCounters all = new RunCounters(nanos::get);
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
