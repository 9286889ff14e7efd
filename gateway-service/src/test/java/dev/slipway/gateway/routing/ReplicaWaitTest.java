package dev.slipway.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whether a replica may begin within a time, as far as its reports tell. */
class ReplicaWaitTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Replica replica = new Replica(UUID.randomUUID(), "a:1", new FakeBreaker());

    private void reports(int waitMs, int inFlight) {
        replica.begin(new FakeWaiting(0));
        replica.reported(new LoadReport(waitMs * MS, inFlight), 0);
        replica.end();
    }

    @Test
    void oneThatReportedNothingMay() {
        assertThat(replica.mayBeginWithin(1, 0)).isTrue();
    }

    @Test
    void oneThatReportedAShorterWaitMayAndAnotherMayNot() {
        reports(100, 0);
        assertThat(replica.mayBeginWithin(101 * MS, 0)).isTrue();
        assertThat(replica.mayBeginWithin(100 * MS, 0)).isFalse();
    }

    @Test
    void theReportedWaitPassesAndIsForgotten() {
        reports(60_000, 0);
        assertThat(replica.mayBeginWithin(59_500 * MS, 400 * MS)).isFalse();
        assertThat(replica.mayBeginWithin(59_500 * MS, 600 * MS)).isTrue();
        assertThat(replica.mayBeginWithin(MS, 5_000 * MS)).isTrue();
    }

    @Test
    void whatWasSentSinceLengthensIt() {
        reports(100, 10);
        replica.begin(new FakeWaiting(0));
        assertThat(replica.mayBeginWithin(109 * MS, 0)).isFalse();
        assertThat(replica.mayBeginWithin(111 * MS, 0)).isTrue();
    }
}
