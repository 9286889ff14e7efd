package dev.slipway.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of two: the shorter predicted wait, by the last reports and what was sent since. */
class PowerOfTwoTest {
    private final Replica a = new Replica(UUID.randomUUID(), "a:1", new FakeBreaker());
    private final Replica b = new Replica(UUID.randomUUID(), "b:1", new FakeBreaker());
    private final Replica c = new Replica(UUID.randomUUID(), "c:1", new FakeBreaker());
    private long now = TimeUnit.HOURS.toNanos(1);
    private int draws;
    private int firstDraw;

    private final PowerOfTwo policy =
            new PowerOfTwo(_ -> draws++ % 2 == 0 ? firstDraw : 0, () -> now);

    private Replica pick() {
        return policy.pick(List.of(a, b));
    }

    private static void begin(Replica replica, int attempts) {
        for (int i = 0; i < attempts; i++) {
            replica.begin(new FakeWaiting(0));
        }
    }

    /** An attempt is answered with a report. */
    private void answers(Replica replica, int waitMs, int inFlight) {
        begin(replica, 1);
        replica.reported(new LoadReport(TimeUnit.MILLISECONDS.toNanos(waitMs), inFlight), now);
        replica.end();
    }

    private void pass(int millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void withoutReportsTheOneWithFewerAttemptsUnderWay() {
        assertThat(pick()).isSameAs(a);
        begin(a, 1);
        assertThat(pick()).isSameAs(b);
    }

    @Test
    void theShorterReportedWaitWinsWhateverIsUnderWayHere() {
        begin(b, 3);
        answers(a, 100, 10);
        answers(b, 20, 10);

        assertThat(pick()).isSameAs(b);
    }

    @Test
    void whatWasSentSinceTheReportLengthensTheWait() {
        answers(a, 40, 4);
        answers(b, 20, 2);
        assertThat(pick()).isSameAs(b);

        begin(b, 3);
        assertThat(pick()).isSameAs(a);
    }

    @Test
    void oneThatReportedNoQueueIsNotFlooded() {
        answers(a, 0, 0);
        answers(b, 30, 3);
        assertThat(pick()).isSameAs(a);

        begin(a, 2);
        assertThat(pick()).isSameAs(a);
        begin(a, 2);
        assertThat(pick()).isSameAs(b);
    }

    @Test
    void aPredictedWaitPassesWithTime() {
        answers(a, 100, 1);
        pass(90);
        answers(b, 20, 1);
        assertThat(pick()).isSameAs(a);

        answers(b, 5, 1);
        assertThat(pick()).isSameAs(b);
    }

    @Test
    void equalWaitsAreDecidedByWhatIsUnderWayHere() {
        begin(a, 1);
        answers(a, 0, 1);
        answers(b, 0, 0);

        assertThat(pick()).isSameAs(b);
    }

    @Test
    void aReportSaysNothingAfterFiveSeconds() {
        begin(b, 1);
        answers(a, 60_000, 1);
        answers(b, 0, 1);
        pass(4_999);
        assertThat(pick()).isSameAs(b);

        pass(1);
        assertThat(pick()).isSameAs(a);
    }

    @Test
    void oneReportAloneDecidesNothing() {
        answers(a, 60_000, 1);

        assertThat(pick()).isSameAs(a);
        begin(a, 1);
        assertThat(pick()).isSameAs(b);
    }

    @Test
    void comparesTheTwoThatWereDrawnOnly() {
        answers(a, 50, 1);
        answers(b, 90, 1);
        answers(c, 10, 1);
        firstDraw = 1;

        assertThat(policy.pick(List.of(a, b, c))).isSameAs(a);
    }
}
