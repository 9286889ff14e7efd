package dev.slipway.autoscaler.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InstanceIdsTest {
    @Test
    void anIdIsAUuidOfVersionSevenThatCarriesItsTime() {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");

        UUID id = new InstanceIds(() -> now).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
    }

    @Test
    void twoOfOneMillisecondDiffer() {
        InstanceIds ids = new InstanceIds(() -> Instant.EPOCH);

        assertThat(ids.next()).isNotEqualTo(ids.next());
    }
}
