package dev.slipway.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.autoscaler.sizing.SizingSettings;
import dev.slipway.autoscaler.sizing.http.RegistrySettings;
import dev.slipway.autoscaler.sizing.load.LoadSettings;
import dev.slipway.supervision.environment.SettingException;
import java.net.URI;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SettingsTest {
    private static final String SECRET = "ab".repeat(32);

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withInitializer(new ConfigDataApplicationContextInitializer())
                    .withPropertyValues(
                            "SLIPWAY_REGISTRY_URL=http://registry:1",
                            "SLIPWAY_VERIFY_KEY=checks",
                            "SLIPWAY_ENROLMENT_SECRET=" + SECRET);

    @Test
    void theDefaultsAreThese() {
        runner.run(context -> {
            AutoscalerSettings settings = AutoscalerSettings.of(context.getEnvironment());
            assertThat(settings.registry())
                    .isEqualTo(
                            new RegistrySettings(
                                    URI.create("http://registry:1"),
                                    SECRET,
                                    "checks",
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(1)));
            assertThat(settings.sizing())
                    .isEqualTo(
                            new SizingSettings(
                                    Duration.ofMillis(250),
                                    Duration.ofMillis(500),
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(300),
                                    Duration.ofHours(1),
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(30),
                                    Duration.ofSeconds(120),
                                    new LoadSettings(
                                            16,
                                            Duration.ofSeconds(60),
                                            Duration.ofSeconds(6),
                                            Duration.ofSeconds(300),
                                            0.9,
                                            Duration.ofSeconds(5))));
            assertThat(settings.sizing().silentProbes()).isEqualTo(5);
            assertThat(settings.actuator().startsProcesses()).isFalse();
        });
    }

    @Test
    void aReplicaCommandMakesItStartProcesses() {
        runner.withPropertyValues("SLIPWAY_REPLICA_COMMAND=/c", "SLIPWAY_DATA_DIR=/data")
                .run(context ->
                        assertThat(
                                        AutoscalerSettings.of(context.getEnvironment())
                                                .actuator()
                                                .startsProcesses())
                                .isTrue());
    }

    @Test
    void anUnknownKeyIsRefused() {
        refuses("slipway.sizing.tock=1s", "slipway.sizing.tock");
        refuses("slipway.sise.tick=1s", "slipway.sise.tick");
    }

    @Test
    void durationsMustBePositiveAndFitTogether() {
        for (String key :
                new String[] {
                    "sizing.tick",
                    "sizing.registry-poll",
                    "sizing.probe-interval",
                    "sizing.silence",
                    "sizing.start-limit",
                    "sizing.longest-start",
                    "sizing.first-back-off",
                    "sizing.longest-back-off",
                    "sizing.drain-limit",
                    "sizing.load.stable-window",
                    "sizing.load.panic-window",
                    "sizing.load.scale-down-delay",
                    "sizing.load.stale-after",
                    "registry.connect-timeout",
                    "registry.read-timeout",
                    "registry.probe-timeout"
                }) {
            refuses("slipway." + key + "=0s", "slipway." + key + " must be positive");
            refuses("slipway." + key + "=-1s", "slipway." + key + " must be positive");
        }
        refuses("slipway.sizing.silence=1s", "must be longer than slipway.sizing.probe-interval");
        refuses("slipway.sizing.longest-back-off=500ms", "must not be shorter");
        refuses("slipway.sizing.longest-start=299s", "must not be shorter than start-limit");
        refuses("slipway.sizing.load.panic-window=61s", "needs panic-window <= stable-window");
        refuses("slipway.sizing.load.stable-window=2h", "needs panic-window <= stable-window");
    }

    @Test
    void targetsMustBePossible() {
        refuses("slipway.sizing.load.target-in-flight=0", "must be positive");
        refuses("slipway.sizing.load.shrink-below=0", "must be above 0 and at most 1");
        refuses("slipway.sizing.load.shrink-below=1.1", "must be above 0 and at most 1");
    }

    @Test
    void aWrongUrlAndACommandWithoutAFolderAreRefused() {
        refuses("slipway.registry.url=registry", "SLIPWAY_REGISTRY_URL must be a URL");
        refuses("SLIPWAY_REPLICA_COMMAND=/c", "SLIPWAY_REPLICA_COMMAND needs SLIPWAY_DATA_DIR");
    }

    @Test
    void theSecretIsNotPrinted() {
        runner.run(context ->
                assertThat(AutoscalerSettings.of(context.getEnvironment()).toString())
                        .doesNotContain(SECRET));
    }

    private void refuses(String property, String because) {
        runner.withPropertyValues(property)
                .run(context -> {
                    ThrowingCallable bind = () -> AutoscalerSettings.of(context.getEnvironment());
                    assertThatThrownBy(bind).as(property).rootCause().hasMessageContaining(because);
                });
    }

    @Test
    void aMistypedVariableStopsTheStartAndNamesTheNearestOne() {
        assertThatThrownBy(() ->
                        new SpringApplication(AutoscalerApplication.class)
                                .run("--SLIPWAY_REPLICA_COMAND=x"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_REPLICA_COMAND is set")
                .hasMessageEndingWith("SLIPWAY_REPLICA_COMMAND");
    }

    @Test
    void halfAConfigurationStopsTheStartWithOneSentence() {
        assertThatThrownBy(() ->
                        new SpringApplication(AutoscalerApplication.class)
                                .run(
                                        "--SLIPWAY_VERIFY_KEY=checks",
                                        "--SLIPWAY_ENROLMENT_SECRET=" + "ab".repeat(32)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_REGISTRY_URL is not set")
                .hasMessageNotContaining("hush");
    }
}
