package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.artefact.ArtefactSettings;
import dev.slipway.inference.assignment.HeartbeatSettings;
import dev.slipway.inference.batching.BatchingSettings;
import dev.slipway.inference.cache.ResponseCacheSettings;
import dev.slipway.inference.drain.DrainSettings;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.memory.MemorySettings;
import dev.slipway.inference.model.UnloadSettings;
import dev.slipway.inference.serving.ServingSettings;
import dev.slipway.inference.tensor.BufferPoolSettings;
import dev.slipway.supervision.environment.SettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class SettingsTest {
    private static final String INSTANCE = "0190b2f0-0000-7000-8000-000000000001";

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withInitializer(new ConfigDataApplicationContextInitializer())
                    .withUserConfiguration(Settings.class)
                    .withPropertyValues(
                            "SLIPWAY_INSTANCE=" + INSTANCE,
                            "SLIPWAY_REGISTRY_URL=http://registry",
                            "SLIPWAY_STORE_URL=http://store",
                            "SLIPWAY_VERIFY_KEY=checks",
                            "SLIPWAY_ENROLMENT_SECRET=00");

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(InferenceSettings.class)
    static class Settings {}

    @Test
    void theDefaultsAreThese() {
        int processors = Runtime.getRuntime().availableProcessors();
        runner.withPropertyValues("SLIPWAY_CACHE_DIR=/cache")
                .run(context -> {
                    InferenceSettings settings = context.getBean(InferenceSettings.class);
                    assertThat(settings.replica().pool()).isEqualTo("default");
                    assertThat(settings.peers().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(settings.peers().readTimeout()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(settings.heartbeat())
                            .isEqualTo(new HeartbeatSettings(Duration.ofSeconds(1)));
                    assertThat(settings.artefact())
                            .isEqualTo(
                                    new ArtefactSettings(
                                            Path.of("/cache"),
                                            Duration.ofMillis(200),
                                            Duration.ofSeconds(5),
                                            8 << 20,
                                            20L << 30));
                    assertThat(settings.model())
                            .isEqualTo(
                                    new UnloadSettings(
                                            Duration.ofSeconds(10),
                                            Duration.ofSeconds(30),
                                            Duration.ofSeconds(10)));
                    assertThat(settings.engine())
                            .isEqualTo(
                                    new EngineSettings(
                                            0, 0, true, true, "cpu", ProviderPolicy.STRICT, ""));
                    assertThat(settings.memory()).isEqualTo(new MemorySettings(0));
                    assertThat(settings.admission())
                            .isEqualTo(
                                    new AdmissionSettings(
                                            256,
                                            0,
                                            0,
                                            0.5,
                                            64 << 20,
                                            Duration.ofSeconds(60),
                                            Duration.ofHours(1)));
                    long heap = Runtime.getRuntime().maxMemory();
                    assertThat(settings.admission().maxBytes())
                            .isEqualTo(Math.max(heap / 2, 64 << 20));
                    assertThat(settings.admission().maxTensorBytes()).isEqualTo(heap / 4 * 3);
                    assertThat(settings.batching()).isEqualTo(new BatchingSettings(5));
                    assertThat(settings.bufferPool()).isEqualTo(new BufferPoolSettings(heap / 8));
                    assertThat(settings.responseCache())
                            .isEqualTo(new ResponseCacheSettings(heap / 8));
                    assertThat(settings.serving())
                            .isEqualTo(
                                    new ServingSettings(
                                            "127.0.0.1",
                                            0,
                                            Duration.ofSeconds(60),
                                            Duration.ofSeconds(60),
                                            processors,
                                            1024));
                    assertThat(settings.drain())
                            .isEqualTo(
                                    new DrainSettings(
                                            Duration.ofSeconds(5), Duration.ofSeconds(2)));
                });
    }

    @Test
    void oneVariableRaisesTheBoundOfBodiesHereAndAtTheGateway() {
        runner.withPropertyValues("SLIPWAY_MAX_BODY_BYTES=100000000")
                .run(context -> {
                    AdmissionSettings admission =
                            context.getBean(InferenceSettings.class).admission();
                    assertThat(admission.maxBodyBytes()).isEqualTo(100_000_000);
                    assertThat(admission.maxBytes()).isGreaterThanOrEqualTo(100_000_000);
                });
    }

    @Test
    void oneVariableSetsWhatAnswersMayTake() {
        runner.withPropertyValues("SLIPWAY_RESPONSE_CACHE_BYTES=1000")
                .run(context ->
                        assertThat(context.getBean(InferenceSettings.class).responseCache())
                                .isEqualTo(new ResponseCacheSettings(1000)));
    }

    @Test
    void anUnknownKeyAndAWrongValueFailTheStart() {
        runner.withPropertyValues("slipway.engine.threads=3")
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("slipway.heartbeat.interval=0s")
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("SLIPWAY_ENGINE_NICE=20")
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("SLIPWAY_ENGINE_NICE=-1")
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("slipway.buffer-pool.max-idle-bytes=-1")
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("SLIPWAY_MAX_NATIVE_BYTES=-1")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void theSecretIsNeverPrinted() {
        runner.withPropertyValues("SLIPWAY_ENROLMENT_SECRET=abcdef0123")
                .run(context ->
                        assertThat(context.getBean(InferenceSettings.class).toString())
                                .doesNotContain("abcdef0123"));
        assertThatThrownBy(() -> new HeartbeatSettings(Duration.ZERO))
                .hasMessageContaining("slipway.heartbeat");
    }

    @Test
    void aMistypedVariableStopsTheStartAndNamesTheNearestOne() {
        assertThatThrownBy(() ->
                        new SpringApplication(InferenceApplication.class)
                                .run("--SLIPWAY_CASHE_DIR=x"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_CASHE_DIR is set")
                .hasMessageEndingWith("SLIPWAY_CACHE_DIR");
    }

    @Test
    void anArgumentIsASettingAndThePropertiesHoldAgainstIt(@TempDir Path cache) {
        try (ConfigurableApplicationContext context =
                InferenceApplication.start(
                        wired(cache),
                        "--slipway.engine.parallel-runs=3",
                        "--logging.level.dev.slipway.nobody=debug",
                        "--SLIPWAY_INSTANCE=0190b2f0-0000-7000-8000-000000000002")) {
            InferenceSettings settings = context.getBean(InferenceSettings.class);
            assertThat(settings.engine().parallelRuns()).isEqualTo(3);
            assertThat(settings.replica().instance()).hasToString(INSTANCE);
            assertThat(context.getEnvironment().getProperty("logging.level.dev.slipway.nobody"))
                    .isEqualTo("debug");
        }
    }

    @Test
    void aMistypedArgumentStopsTheStartAndNamesTheNearestOne(@TempDir Path cache) {
        assertThatThrownBy(() ->
                        InferenceApplication.start(wired(cache), "--slipway.engine.paralel-runs=3"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("slipway.engine.paralel-runs is set")
                .hasMessageEndingWith("slipway.engine.parallel-runs");
    }

    private static Map<String, String> wired(Path cache) {
        Map<String, String> all = new HashMap<>(TestReplica.TRUST);
        all.put("SLIPWAY_INSTANCE", INSTANCE);
        all.put("SLIPWAY_REGISTRY_URL", "http://127.0.0.1:1");
        all.put("SLIPWAY_STORE_URL", "http://127.0.0.1:1");
        all.put("SLIPWAY_CACHE_DIR", cache.toString());
        return all;
    }

    @Test
    void halfAConfigurationStopsTheStartWithOneSentence() {
        assertThatThrownBy(() ->
                        new SpringApplication(InferenceApplication.class)
                                .run(
                                        "--SLIPWAY_INSTANCE=" + INSTANCE,
                                        "--SLIPWAY_STORE_URL=http://store",
                                        "--SLIPWAY_VERIFY_KEY=checks",
                                        "--SLIPWAY_ENROLMENT_SECRET=" + "ab".repeat(32)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_REGISTRY_URL is not set")
                .hasMessageNotContaining("hush");
    }
}
