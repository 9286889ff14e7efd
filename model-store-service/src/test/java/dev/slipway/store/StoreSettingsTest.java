package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.supervision.environment.SettingException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;

class StoreSettingsTest {
    @EnableConfigurationProperties(StoreSettings.class)
    private static final class Settings {}

    private static ApplicationContextRunner runner(String... more) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yml"));
        Properties defaults = java.util.Objects.requireNonNull(yaml.getObject());
        List<String> values = new ArrayList<>();
        defaults.forEach((key, value) -> values.add(key + "=" + value));
        values.add("SLIPWAY_VERIFY_KEY=checks");
        values.add("SLIPWAY_ENROLMENT_SECRET=" + "00".repeat(32));
        values.add("SLIPWAY_S3_ENDPOINT=http://s3:9000");
        values.add("SLIPWAY_S3_ACCESS_KEY=a");
        values.add("SLIPWAY_S3_SECRET_KEY=s");
        values.add("SLIPWAY_REGISTRY_URL=http://registry:8081");
        values.addAll(List.of(more));
        return new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues(values.toArray(String[]::new));
    }

    @Test
    void theDefaultsAreThese() {
        runner().run(context -> {
            StoreSettings settings = context.getBean(StoreSettings.class);
            assertThat(settings.process().name()).isEqualTo("store");
            assertThat(settings.process().dataDirectory()).isEmpty();
            assertThat(settings.process().bind()).isEqualTo("127.0.0.1");
            assertThat(settings.process().internalPort()).isEqualTo(8083);
            assertThat(settings.s3().endpoint()).isEqualTo(URI.create("http://s3:9000"));
            assertThat(settings.s3().bucket()).isEqualTo("slipway");
            assertThat(settings.s3().region()).isEqualTo("us-east-1");
            assertThat(settings.s3().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(settings.s3().readTimeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(settings.s3().writeTimeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(settings.s3().callTimeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(settings.s3().partBytes()).isEqualTo(5 << 20);
            assertThat(settings.registry().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(settings.registry().readTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(settings.upload().maxBytes()).isEqualTo(10L << 30);
            assertThat(settings.upload().maxFiles()).isEqualTo(1000);
            assertThat(settings.upload().maxConcurrent()).isEqualTo(8);
            assertThat(settings.upload().touchEvery()).isEqualTo(Duration.ofSeconds(30));
            assertThat(settings.sweep().period()).isEqualTo(Duration.ofSeconds(60));
            assertThat(settings.sweep().age()).isEqualTo(Duration.ofMinutes(15));
            assertThat(settings.collect().period()).isEqualTo(Duration.ofMinutes(10));
            assertThat(settings.collect().grace()).isEqualTo(Duration.ofHours(1));
        });
    }

    @Test
    void aKeyThatNobodyKnowsFailsTheStart() {
        for (String unknown : List.of("slipway.sweep.perod=1s", "slipway.uploads.max-files=1")) {
            runner(unknown)
                    .run(context ->
                            assertThat(context.getStartupFailure())
                                    .rootCause()
                                    .hasMessageContaining("slipway."));
        }
    }

    @Test
    void aValueOutOfItsBoundsFailsTheStart() {
        for (String bad :
                List.of(
                        "slipway.sweep.age=1s",
                        "slipway.collect.grace=1s",
                        "slipway.upload.max-files=0",
                        "slipway.s3.part-bytes=1024",
                        "slipway.s3.read-timeout=0s")) {
            runner(bad).run(context -> assertThat(context).hasFailed());
        }
    }

    @Test
    void theLargestUploadIsAnObjectOfNoMorePartsThanS3Takes() {
        long most = 10_000L * (5 << 20);
        runner("slipway.upload.max-bytes=" + most)
                .run(context -> assertThat(context).hasNotFailed());
        runner("slipway.upload.max-bytes=" + (most + 1))
                .run(context ->
                        assertThat(context.getStartupFailure())
                                .rootCause()
                                .hasMessageContaining("10,000 times slipway.s3.part-bytes"));
        runner("slipway.upload.max-bytes=" + (most + 1), "slipway.s3.part-bytes=8388608")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void noSecretIsPrinted() {
        runner().run(context ->
                assertThat(context.getBean(StoreSettings.class).toString())
                        .doesNotContain("00000000")
                        .doesNotContain("secretKey"));
        assertThatThrownBy(() ->
                        new dev.slipway.store.sweep.SweepSettings(
                                Duration.ZERO, Duration.ofHours(1)))
                .hasMessageContaining("slipway.sweep.period");
    }

    @Test
    void aMistypedVariableStopsTheStartAndNamesTheNearestOne() {
        assertThatThrownBy(() ->
                        new SpringApplication(StoreApplication.class)
                                .run("--SLIPWAY_S3_SECRTE_KEY=x"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_S3_SECRTE_KEY is set")
                .hasMessageEndingWith("SLIPWAY_S3_SECRET_KEY");
    }

    @Test
    void halfAConfigurationStopsTheStartWithOneSentence() {
        assertThatThrownBy(() ->
                        new SpringApplication(StoreApplication.class)
                                .run(
                                        "--SLIPWAY_DB_URL=jdbc:postgresql://hush:1/slipway",
                                        "--SLIPWAY_DB_USER=store",
                                        "--SLIPWAY_DB_PASSWORD=hush",
                                        "--SLIPWAY_S3_ENDPOINT=http://s3",
                                        "--SLIPWAY_S3_ACCESS_KEY=hush",
                                        "--SLIPWAY_REGISTRY_URL=http://registry",
                                        "--SLIPWAY_VERIFY_KEY=checks",
                                        "--SLIPWAY_ENROLMENT_SECRET=" + "ab".repeat(32)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SLIPWAY_S3_SECRET_KEY is not set")
                .hasMessageNotContaining("hush");
    }
}
