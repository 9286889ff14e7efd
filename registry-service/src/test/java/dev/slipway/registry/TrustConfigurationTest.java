package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.registry.enrolment.Enrolments;
import dev.slipway.registry.enrolment.TrustSettings;
import dev.slipway.supervision.environment.SettingException;
import dev.slipway.trust.SigningKeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrustConfigurationTest {
    private static final SigningKeyPair OURS = SigningKeyPair.fresh(new SecureRandom());
    private static final SigningKeyPair THEIRS = SigningKeyPair.fresh(new SecureRandom());

    private static Enrolments with(String signingKey, String verifyKey) {
        return TrustConfiguration.checked(
                new TrustSettings(signingKey, verifyKey, "ab".repeat(32), Duration.ofMinutes(10)));
    }

    @Test
    void keysThatFitAreTakenAlsoWhileTheyAreChanged() {
        assertThat(with(OURS.privateKey(), OURS.publicKey())).isNotNull();
        assertThat(with(OURS.privateKey(), THEIRS.publicKey() + "," + OURS.publicKey()))
                .isNotNull();
    }

    @Test
    void keysThatDoNotFitAreRefusedInOneSentenceWithoutThem() {
        assertThatThrownBy(() -> with(OURS.privateKey(), THEIRS.publicKey()))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "SLIPWAY_VERIFY_KEY has no public half of SLIPWAY_SIGNING_KEY;"
                                + " ./slipway secrets makes a pair");
    }

    @Test
    void whatIsNoKeyIsRefusedInOneSentenceWithoutIt() {
        assertThatThrownBy(() -> with("hush", OURS.publicKey()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_SIGNING_KEY must be")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> with(OURS.privateKey(), "hush"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_VERIFY_KEY must be")
                .hasMessageNotContaining("hush");
    }
}
