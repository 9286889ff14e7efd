package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.ProcessorUse;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final EngineSettings OWN = settings(PROCESSORS + 1, PROCESSORS + 2);

    private static EngineSettings settings(int intraOpThreads, int parallelRuns) {
        return new EngineSettings(
                intraOpThreads, parallelRuns, true, true, "cpu", ProviderPolicy.STRICT, "");
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
    void whatNobodySaysIsOneThreadAndAsManyRunsAsThereAreProcessors() {
        assertThat(settings(0, 0).sharing()).isEqualTo(new RunSharing(1, PROCESSORS));
        assertThat(settings(2, 3).sharing()).isEqualTo(new RunSharing(2, 3));
    }

    @Test
    void aSharingIsSearchedForOnlyWhereNobodySaysAnyPartOfIt() {
        assertThat(settings(0, 0).maySearchSharing()).isEqualTo(PROCESSORS > 1);
        assertThat(settings(1, 0).maySearchSharing()).isFalse();
        assertThat(settings(0, 0).of(new ProcessorUse(null, 1)).maySearchSharing()).isFalse();
        assertThat(
                        new EngineSettings(0, 0, true, false, "cpu", ProviderPolicy.STRICT, "")
                                .maySearchSharing())
                .isFalse();
        assertThat(
                        new EngineSettings(0, 0, true, true, "cuda,cpu", ProviderPolicy.STRICT, "")
                                .maySearchSharing())
                .isFalse();
    }

    @Test
    void whereRunsHaveEveryProcessorAnywayThereIsNoWideLane() {
        assertThat(settings(0, 0).mayWiden(new RunSharing(PROCESSORS, 1))).isFalse();
        assertThat(settings(0, 0).mayWiden(new RunSharing(1, 1))).isEqualTo(PROCESSORS > 1);
    }

    @Test
    void noVersionGetsMoreThanThereAreProcessors() {
        assertThat(OWN.of(new ProcessorUse(1024, 1024)))
                .isEqualTo(settings(PROCESSORS, PROCESSORS));
    }
}
