package dev.slipway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.supervision.environment.SettingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

class SettingsTest {
    private final Map<String, String> environment =
            new HashMap<>(
                    Map.of(
                            "SLIPWAY_REGISTRY_URL", "http://registry:8081",
                            "SLIPWAY_REGISTRY_ADMIN_URL", "http://registry:8080",
                            "SLIPWAY_STORE_ADMIN_URL", "http://store:8080",
                            "SLIPWAY_KEY_HASH_SECRET", Platform.SECRET,
                            "SLIPWAY_ENROLMENT_SECRET", Platform.SECRET,
                            "SLIPWAY_VERIFY_KEY", "checks",
                            "SLIPWAY_STATE_DIR", "/state"));

    @Test
    void theDefaultsAreThoseOfTheLimits() {
        GatewaySettings settings = GatewaySettings.read(environment::get);
        assertThat(settings.limits()).isEqualTo(DoorLimits.DEFAULT);
        assertThat(settings.quarantine()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.toString()).doesNotContain(Platform.SECRET);
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        environment.remove("SLIPWAY_REGISTRY_URL");
        environment.put("SLIPWAY_ENROLMENT_SECRET", " ");
        assertThatThrownBy(() -> GatewaySettings.read(environment::get))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "SLIPWAY_ENROLMENT_SECRET, SLIPWAY_REGISTRY_URL are not set, and this service"
                                + " does not start without them; docs/WIRING.md says what belongs"
                                + " there");
    }

    @Test
    void aLimitThatIsNoNumberIsNamedButNotShown() {
        environment.put("SLIPWAY_MAX_BODY_BYTES", "64 MiB");
        assertThatThrownBy(() -> GatewaySettings.read(environment::get))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_MAX_BODY_BYTES must be a whole number")
                .hasMessageNotContaining("MiB");
    }

    @Test
    void aQuarantineLastsADayAtMostAndMayBeNone() {
        environment.put("SLIPWAY_QUARANTINE_SECONDS", "0");
        assertThat(GatewaySettings.read(environment::get).quarantine()).isZero();
        environment.put("SLIPWAY_QUARANTINE_SECONDS", "86401");
        assertThatThrownBy(() -> GatewaySettings.read(environment::get))
                .isInstanceOf(SettingException.class)
                .hasMessage("SLIPWAY_QUARANTINE_SECONDS must be a whole number from 0 to 86400");
    }

    @Test
    void aPortIsANumberAndIsNotShownWhereItIsNone() {
        environment.put("SLIPWAY_GRPC_PORT", "hush");
        assertThatThrownBy(() -> GatewaySettings.port(environment::get, "SLIPWAY_GRPC_PORT", 8081))
                .isInstanceOf(SettingException.class)
                .hasMessage("SLIPWAY_GRPC_PORT must be a whole number from 0 to 65535");
        assertThat(GatewaySettings.port(environment::get, "SLIPWAY_INTERNAL_PORT", 7)).isEqualTo(7);
    }

    @Test
    void aMistypedSettingStopsTheStartAndNamesTheNearestOne() {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        assertThatThrownBy(() -> application.run("--SLIPWAY_HOLD_COUNTS=5"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("SLIPWAY_HOLD_COUNTS is set")
                .hasMessageEndingWith("SLIPWAY_HOLD_COUNT");
        assertThatThrownBy(() -> application.run("--slipway.hold.count=5"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("slipway.hold.count is set")
                .hasMessageEndingWith("SLIPWAY_HOLD_COUNT");
    }
}
