package dev.slipway.supervision.environment.spring;

import dev.slipway.supervision.environment.SettingException;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Reads {@code SLIPWAY_LOG_FORMAT}: {@code text} for people, with the request's id before the
 * logger where there is one, or {@code json}, a line of Elastic's Common Schema each.
 */
final class LogFormat implements EnvironmentPostProcessor, Ordered {
    private static final String VARIABLE = "SLIPWAY_LOG_FORMAT";
    private static final String REQUEST_ID = "%replace(%X{request_id} ){'^ ', ''}";

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        String format = environment.getProperty(VARIABLE, "text").strip();
        Map<String, Object> logging =
                switch (format) {
                    case "", "text" ->
                            Map.of(
                                    "logging.structured.format.console",
                                    "",
                                    "logging.pattern.correlation",
                                    REQUEST_ID);
                    case "json" ->
                            Map.of(
                                    "logging.structured.format.console",
                                    "ecs",
                                    "logging.structured.json.stacktrace.max-length",
                                    "8192");
                    default -> throw new SettingException(VARIABLE + " must be text or json");
                };
        environment.getPropertySources().addLast(new MapPropertySource("log format", logging));
    }
}
