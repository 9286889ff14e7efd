package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.registry.deployment.DeploymentSettings;
import dev.slipway.registry.document.DocumentSettings;
import dev.slipway.registry.enrolment.TrustSettings;
import dev.slipway.registry.gateway.GatewaySettings;
import dev.slipway.registry.replica.ReplicaSettings;
import dev.slipway.registry.rollout.RolloutSettings;
import dev.slipway.supervision.environment.SettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

class SettingsTest {
    @EnableConfigurationProperties(RegistrySettings.class)
    static class Bound {}

    private static RegistrySettings bind(Map<String, Object> more) throws IOException {
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(
                            new MapPropertySource(
                                    "secrets",
                                    Map.of(
                                            "SLIPWAY_SIGNING_KEY",
                                            "signs",
                                            "SLIPWAY_VERIFY_KEY",
                                            "checks",
                                            "SLIPWAY_ENROLMENT_MASTER",
                                            "ab".repeat(32))));
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("more", more));
            for (PropertySource<?> source :
                    new YamlPropertySourceLoader()
                            .load("defaults", new ClassPathResource("application.yml"))) {
                context.getEnvironment().getPropertySources().addLast(source);
            }
            context.register(Bound.class);
            context.refresh();
            return context.getBean(RegistrySettings.class);
        }
    }

    @Test
    void theDefaultsArePinned() throws IOException {
        RegistrySettings settings = bind(Map.of());
        assertThat(settings.document())
                .isEqualTo(
                        new DocumentSettings(Duration.ofMillis(500), Duration.ofSeconds(10), 256));
        assertThat(settings.gateway()).isEqualTo(new GatewaySettings(15, 1800));
        assertThat(settings.replica())
                .isEqualTo(
                        new ReplicaSettings(Duration.ofSeconds(2), 3, 30, Duration.ofHours(1), 2));
        assertThat(settings.rollout())
                .isEqualTo(
                        new RolloutSettings(
                                Duration.ofMillis(200),
                                Duration.ofSeconds(600),
                                Duration.ofSeconds(30),
                                Duration.ofHours(24)));
        assertThat(settings.deployment())
                .isEqualTo(new DeploymentSettings(Duration.ofSeconds(60), "default"));
        assertThat(settings.process().name()).isEqualTo("registry");
        assertThat(settings.process().internalPort()).isEqualTo(8082);
        assertThat(settings.trust())
                .isEqualTo(
                        new TrustSettings(
                                "signs", "checks", "ab".repeat(32), Duration.ofMinutes(10)));
        assertThat(settings.toString()).doesNotContain("signs", "abab");
    }

    @Test
    void anUnknownKeyStopsTheStart() {
        assertThatThrownBy(() -> bind(Map.of("slipway.replica.swep-interval", "1s")))
                .isInstanceOf(ConfigurationPropertiesBindException.class);
    }

    @Test
    void aSettingOutOfItsBoundsStopsTheStart() {
        assertThatThrownBy(() -> bind(Map.of("slipway.trust.token-lifetime", "1d")))
                .rootCause()
                .hasMessageContaining("slipway.trust.token-lifetime");
        assertThatThrownBy(() -> bind(Map.of("slipway.rollout.tick", "0s")))
                .rootCause()
                .hasMessageContaining("slipway.rollout.tick");
    }

    @Test
    void aMistypedVariableStopsTheStartAndNamesTheNearestOne() {
        assertThatThrownBy(() ->
                        new SpringApplication(RegistryApplication.class).run("--SLIPWAY_DB_URI=x"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_DB_URI is set")
                .hasMessageEndingWith("SLIPWAY_DB_URL");
    }

    @Test
    void halfAConfigurationStopsTheStartWithOneSentence() {
        assertThatThrownBy(() ->
                        new SpringApplication(RegistryApplication.class)
                                .run(
                                        "--SLIPWAY_DB_URL=jdbc:postgresql://hush:1/slipway",
                                        "--SLIPWAY_DB_USER=registry",
                                        "--SLIPWAY_SIGNING_KEY=hush",
                                        "--SLIPWAY_VERIFY_KEY=checks",
                                        "--SLIPWAY_ENROLMENT_MASTER=" + "ab".repeat(32)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_DB_PASSWORD is not set")
                .hasMessageNotContaining("hush");
    }
}
