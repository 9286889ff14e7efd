package dev.slipway.supervision.environment.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.supervision.environment.SettingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsCheckTest {
    private static final String OWN =
            "Config resource 'class path resource [application.yml]' via location"
                    + " 'optional:classpath:/'";

    private final Map<String, Object> system = new HashMap<>();
    private final Map<String, Object> given = new HashMap<>();
    private final Map<String, Object> own =
            new HashMap<>(
                    Map.of(
                            "slipway.sizing.tick", "1s",
                            "slipway.sizing.drain-limit", "9s",
                            "slipway.registry.url", "${SLIPWAY_REGISTRY_URL}",
                            "slipway.pool", "${SLIPWAY_POOL:default}"));

    private void check() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addLast(new MapPropertySource("arguments", given));
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource("systemEnvironment", system));
        environment.getPropertySources().addLast(new MapPropertySource(OWN, own));
        new SettingsCheck().check(environment);
    }

    private void refuses(String sentence) {
        assertThatThrownBy(this::check).isInstanceOf(SettingException.class).hasMessage(sentence);
    }

    @Test
    void whatIsKnownAndCompleteIsTaken() {
        system.put("SLIPWAY_REGISTRY_URL", "http://registry");
        system.put("SLIPWAY_SIZING_DRAINLIMIT", "8s");
        given.put("slipway.sizing.tick", "2s");
        given.put("slipway.sizing.drainLimit", "2s");
        given.put("slipway.e2e.full", "true");
        check();
    }

    @Test
    void aMistypedKeyIsRefusedAndTheNearestOneIsNamed() {
        system.put("SLIPWAY_REGISTRY_URL", "http://registry");
        given.put("slipway.sizing.tock", "1s");
        refuses(
                "slipway.sizing.tock is set, and this service has no such setting; the nearest that"
                        + " is known is slipway.sizing.tick");
    }

    @Test
    void aServiceWithoutKeysNamesTheNearestVariable() {
        own.clear();
        given.put("slipway.hold.count", "1");
        refuses(
                "slipway.hold.count is set, and this service has no such setting; the nearest that"
                        + " is known is SLIPWAY_HOLD_COUNT");
    }

    @Test
    void aMistypedVariableIsRefusedWhereverItStands() {
        system.put("SLIPWAY_REGISTRY_URL", "http://registry");
        given.put("SLIPWAY_POOOL", "gpu");
        refuses(
                "SLIPWAY_POOOL is set, and nothing of this platform reads it; the nearest that is"
                        + " known is SLIPWAY_POOL");
    }

    @Test
    void whatIsNeededMustBeSetUnlessItsKeyIs() {
        String sentence =
                "SLIPWAY_REGISTRY_URL is not set, and this service does not start without it;"
                        + " docs/WIRING.md says what belongs there";
        refuses(sentence);
        system.put("SLIPWAY_REGISTRY_URL", " ");
        refuses(sentence);
        given.put("slipway.registry.url", "http://elsewhere");
        check();
    }

    @Test
    void aPasswordMayBeEmptyButNotForgotten() {
        own.put("spring.datasource.password", "${SLIPWAY_DB_PASSWORD}");
        system.put("SLIPWAY_REGISTRY_URL", "http://registry");
        refuses(
                "SLIPWAY_DB_PASSWORD is not set, and this service does not start without it;"
                        + " docs/WIRING.md says what belongs there");
        system.put("SLIPWAY_DB_PASSWORD", "");
        check();
    }

    @Test
    void aSecretThatIsNoneIsRefusedWithoutBeingRepeated() {
        system.put("SLIPWAY_REGISTRY_URL", "http://registry");
        system.put("SLIPWAY_ENROLMENT_SECRET", "hush-hush");
        refuses(
                "SLIPWAY_ENROLMENT_SECRET must be hexadecimal and have at least 64 digits;"
                        + " ./slipway secrets makes one");
    }

    @Test
    void aValueOfTheWrongKindIsNamedButNotShown() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("x", Map.of("slipway.s3.read-timeout", "hush")));
        Binder binder = Binder.get(environment);
        assertThatThrownBy(() ->
                        binder.bind(
                                "slipway.s3.read-timeout", Bindable.of(java.time.Duration.class)))
                .isInstanceOfSatisfying(
                        BindException.class,
                        failure -> {
                            FailureAnalysis said =
                                    Objects.requireNonNull(
                                            new SettingFailureAnalyzer().analyze(failure));
                            assertThat(said.getDescription())
                                    .isEqualTo(
                                            "slipway.s3.read-timeout has a value that cannot be read as"
                                                    + " Duration.");
                        });
    }

    @Test
    void whatAPartOfTheServiceSaysOfItsSettingIsAllThatIsSaid() {
        FailureAnalysis said =
                Objects.requireNonNull(
                        new SettingFailureAnalyzer()
                                .analyze(
                                        new IllegalStateException(
                                                "a part could not be made",
                                                new SettingException("SLIPWAY_POOL is wrong"))));
        assertThat(said.getDescription()).isEqualTo("SLIPWAY_POOL is wrong.");
    }

    @Test
    void logsAreTextUnlessJsonIsAskedFor() {
        assertThat(logging("")).containsEntry("logging.structured.format.console", "");
        assertThat(logging("json")).containsEntry("logging.structured.format.console", "ecs");
        assertThatThrownBy(() -> logging("jsno"))
                .hasMessage("SLIPWAY_LOG_FORMAT must be text or json");
    }

    private static Map<String, Object> logging(String format) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("x", Map.of("SLIPWAY_LOG_FORMAT", format)));
        new LogFormat().postProcessEnvironment(environment, new SpringApplication());
        return ((MapPropertySource)
                        Objects.requireNonNull(environment.getPropertySources().get("log format")))
                .getSource();
    }
}
