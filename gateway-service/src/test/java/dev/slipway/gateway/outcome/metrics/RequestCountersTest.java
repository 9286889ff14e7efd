package dev.slipway.gateway.outcome.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RequestCountersTest {
    private static final String NAME = "slipway.gateway.requests.outcome";
    private static final int MOST_SERIES = 10_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OutcomeLedger outcomes = RequestCounters.outcomes(meters);

    @Test
    void beyondTheMostSeriesTheRestIsOneOfTheOthersAndNothingIsLost() {
        for (int version = 1; version <= MOST_SERIES; version++) {
            outcomes.ended(Outcome.COMPLETED, "m", Integer.toString(version));
        }
        assertThat(meters.find(NAME).tag("model", "_other").counters()).isEmpty();

        outcomes.ended(Outcome.COMPLETED, "m", "10001");
        outcomes.ended(Outcome.COMPLETED, "n", "1");
        outcomes.ended(Outcome.COMPLETED, "m", "7");

        assertThat(meters.find(NAME).counters()).hasSize(MOST_SERIES + 1);
        assertThat(meters.get(NAME).tags("model", "_other", "version", "").counter().count())
                .isEqualTo(2);
        assertThat(meters.get(NAME).tags("model", "m", "version", "7").counter().count())
                .isEqualTo(2);
    }
}
