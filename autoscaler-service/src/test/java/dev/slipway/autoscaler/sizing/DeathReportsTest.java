package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.supervision.ProcessIdentity;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeathReportsTest {
    private static final Instant NOW = Instant.EPOCH;

    private final DeathReports deaths = new DeathReports();

    @Test
    void oneIsUnderWayAtATime() {
        deaths.add(dead(1));
        deaths.add(dead(2));

        assertThat(deaths.next(NOW)).isEqualTo(dead(1).instance());
        assertThat(deaths.next(NOW)).isNull();
        assertThat(deaths.answered(dead(1).instance(), true, NOW)).isEqualTo(dead(1));
        assertThat(deaths.next(NOW)).isEqualTo(dead(2).instance());
    }

    @Test
    void aReportThatWasNotTakenComesAgainAfterAPauseAndAfterTheOthers() {
        deaths.add(dead(1));
        deaths.add(dead(2));
        deaths.next(NOW);

        assertThat(deaths.answered(dead(1).instance(), false, NOW)).isNull();
        assertThat(deaths.next(NOW.plusMillis(499))).isNull();
        assertThat(deaths.next(NOW.plusMillis(500))).isEqualTo(dead(2).instance());
        deaths.answered(dead(2).instance(), true, NOW.plusMillis(500));
        assertThat(deaths.next(NOW.plusMillis(500))).isEqualTo(dead(1).instance());
    }

    @Test
    void theirNumberIsBounded() {
        for (int i = 0; i < 2_000; i++) {
            deaths.add(dead(i));
        }
        assertThat(deaths.size()).isEqualTo(1_000);
    }

    private static ReplicaProcess dead(int number) {
        return new ReplicaProcess(
                new UUID(0, number), "default", new ProcessIdentity(number, number));
    }
}
