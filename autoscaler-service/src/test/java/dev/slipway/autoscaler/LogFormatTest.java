package dev.slipway.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.supervision.environment.SettingException;
import dev.slipway.trust.SigningKeyPair;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The forms of the log, which are the same in every service. */
@ExtendWith(OutputCaptureExtension.class)
class LogFormatTest {
    private static final Logger LOG = LoggerFactory.getLogger("dev.slipway.tested");
    private static final JsonMapper JSON = new JsonMapper();

    private static ConfigurableApplicationContext start(String... more) {
        SpringApplication application = new SpringApplication(AutoscalerApplication.class);
        List<String> arguments =
                new java.util.ArrayList<>(
                        List.of(
                                "--SLIPWAY_REGISTRY_URL=http://127.0.0.1:9",
                                "--SLIPWAY_ENROLMENT_SECRET=" + "ab".repeat(32),
                                "--SLIPWAY_VERIFY_KEY="
                                        + SigningKeyPair.fresh(new SecureRandom()).publicKey(),
                                "--SLIPWAY_NAME=autoscaler-7"));
        arguments.addAll(List.of(more));
        return application.run(arguments.toArray(String[]::new));
    }

    private static void say(String sentence) {
        try (MDC.MDCCloseable _ = MDC.putCloseable("request_id", "r-1")) {
            LOG.warn(sentence);
        }
    }

    private static String lineWith(CapturedOutput output, String sentence) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains(sentence))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void jsonIsALineEachWithTheServiceAndTheRequest(CapturedOutput output) {
        try (ConfigurableApplicationContext _ = start("--SLIPWAY_LOG_FORMAT=json")) {
            say("told as json");
        }
        JsonNode line = JSON.readTree(lineWith(output, "told as json"));
        assertThat(line.path("message").asString()).isEqualTo("told as json");
        assertThat(line.path("request_id").asString()).isEqualTo("r-1");
        assertThat(line.at("/log/level").asString()).isEqualTo("WARN");
        assertThat(line.at("/service/name").asString()).isEqualTo("autoscaler");
        assertThat(line.at("/service/node/name").asString()).isEqualTo("autoscaler-7");
    }

    @Test
    void textHasTheRequestBeforeTheSentence(CapturedOutput output) {
        try (ConfigurableApplicationContext _ = start()) {
            say("told as text");
            LOG.warn("told of nobody");
        }
        assertThat(lineWith(output, "told as text")).contains(" r-1 ").doesNotContain("{");
        assertThat(lineWith(output, "told of nobody")).doesNotContain("r-1");
    }

    @Test
    void aRefusedStartIsOneJsonLineToo(CapturedOutput output) {
        assertThatThrownBy(() -> start("--SLIPWAY_LOG_FORMAT=json", "--SLIPWAY_POOOL=x"))
                .isInstanceOf(SettingException.class);
        JsonNode line = JSON.readTree(lineWith(output, "SLIPWAY_POOOL is set"));
        assertThat(line.path("message").asString()).contains("SLIPWAY_POOL.");
    }
}
