package dev.slipway.inference.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.TextTruncation;
import org.junit.jupiter.api.Test;

class TextSettingsTest {
    @Test
    void theDefaultsAreThese() {
        assertThat(TextSettings.of(null))
                .isEqualTo(new TextSettings(TextTruncation.TRUNCATE, false))
                .isEqualTo(TextSettings.of(new DeploymentOverrides(null, null)));
    }

    @Test
    void aDeploymentOverridesTheDefaultsAndARequestTheDeployment() {
        TextSettings refuses =
                TextSettings.of(new DeploymentOverrides(TextTruncation.REFUSE, true));
        assertThat(refuses).isEqualTo(new TextSettings(TextTruncation.REFUSE, true));
        assertThat(refuses.cuts(null)).isFalse();
        assertThat(refuses.cuts(true)).isTrue();
        assertThat(TextSettings.DEFAULT.cuts(null)).isTrue();
        assertThat(TextSettings.DEFAULT.cuts(false)).isFalse();
    }
}
