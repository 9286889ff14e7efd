package dev.slipway.gateway.outcome.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.outcome.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class DurationTimersTest {
    private static final String NAME = "gen_ai.server.request.duration";
    private static final String MODEL = "gen_ai.request.model";
    private static final int MOST_MODELS = 1_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DurationTimers timers = new DurationTimers(meters);

    @Test
    void beyondTheMostModelsTheRestIsOneOfTheOthersAndNothingIsLost() {
        for (int model = 1; model <= MOST_MODELS; model++) {
            timers.took("infer", "m" + model, Outcome.COMPLETED, 1);
        }
        assertThat(meters.find(NAME).tag(MODEL, "_other").timers()).isEmpty();

        timers.took("infer", "late", Outcome.COMPLETED, 1);
        timers.took("infer", "later", Outcome.COMPLETED, 1);
        timers.took("infer", "m7", Outcome.COMPLETED, 1);

        assertThat(meters.find(NAME).timers()).hasSize(MOST_MODELS + 1);
        assertThat(meters.get(NAME).tag(MODEL, "_other").timer().count()).isEqualTo(2);
        assertThat(meters.get(NAME).tag(MODEL, "m7").timer().count()).isEqualTo(2);
    }

    @Test
    void theProviderIsNamedAsOnSpans() {
        timers.took("infer", "m", Outcome.COMPLETED, 1);

        assertThat(meters.get(NAME).tag("gen_ai.provider.name", "slipway").timer().count())
                .isEqualTo(1);
    }
}
