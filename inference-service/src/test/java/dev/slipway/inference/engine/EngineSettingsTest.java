package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.ProcessorUse;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final EngineSettings OWN = settings(PROCESSORS + 1, PROCESSORS + 2);

    private static EngineSettings settings(int intraOpThreads, int parallelRuns) {
        return new EngineSettings(
                intraOpThreads, parallelRuns, true, "cpu", ProviderPolicy.STRICT, "");
    }

    @Test
    void aVersionThatDeclaresNothingIsServedAsAllAre() {
        assertThat(OWN.of(null)).isEqualTo(OWN);
    }

    @Test
    void whatAVersionDeclaresTakesThePlaceOfTheReplicasOwn() {
        assertThat(OWN.of(new ProcessorUse(1, null))).isEqualTo(settings(1, PROCESSORS + 2));
        assertThat(OWN.of(new ProcessorUse(null, 1))).isEqualTo(settings(PROCESSORS + 1, 1));
    }

    @Test
    void noVersionGetsMoreThanThereAreProcessors() {
        assertThat(OWN.of(new ProcessorUse(1024, 1024)))
                .isEqualTo(settings(PROCESSORS, PROCESSORS));
    }
}
