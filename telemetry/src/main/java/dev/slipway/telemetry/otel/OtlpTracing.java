package dev.slipway.telemetry.otel;

import dev.slipway.supervision.environment.SettingException;
import dev.slipway.telemetry.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * Sends traces to the collector that OpenTelemetry's own variables name. Without an endpoint
 * nothing of OpenTelemetry is loaded; so nothing of it is named here, since a class is checked, and
 * what it catches is loaded, before it runs.
 */
public final class OtlpTracing {
    static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String DISABLED = "OTEL_SDK_DISABLED";

    private OtlpTracing() {}

    /** Values of the environment by name; null where a name is not set. */
    @FunctionalInterface
    public interface Lookup {
        @Nullable String get(String name);
    }

    /** Starts what the environment asks for; {@code SLIPWAY_NAME} says which process this is. */
    public static Tracing start(String service, Lookup environment) {
        String name = environment.get("SLIPWAY_NAME");
        return start(service, name == null ? service : name, environment);
    }

    /**
     * Starts what the environment asks for.
     *
     * @param service the name of the service, unless the environment has another one
     * @param instance which of its processes this is
     * @throws SettingException when the variables lead to no exporter
     */
    public static Tracing start(String service, String instance, Lookup environment) {
        boolean asked = isSet(environment.get(ENDPOINT)) || isSet(environment.get(TRACES_ENDPOINT));
        return asked && !"true".equalsIgnoreCase(environment.get(DISABLED))
                ? OtlpKit.start(service, instance, environment)
                : Tracing.OFF;
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
