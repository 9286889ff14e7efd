package dev.slipway.telemetry.otel;

import dev.slipway.supervision.environment.SettingException;
import dev.slipway.telemetry.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends traces to the collector that OpenTelemetry's own variables name. Without an endpoint
 * nothing of OpenTelemetry is loaded.
 */
public final class OtlpTracing {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String DISABLED = "OTEL_SDK_DISABLED";

    /** Those that a service hands on to OpenTelemetry, wherever it got them from. */
    private static final List<String> VARIABLES =
            List.of(
                    ENDPOINT,
                    TRACES_ENDPOINT,
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
                    "OTEL_EXPORTER_OTLP_TIMEOUT",
                    "OTEL_EXPORTER_OTLP_COMPRESSION",
                    "OTEL_EXPORTER_OTLP_PROTOCOL",
                    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                    "OTEL_EXPORTER_OTLP_CERTIFICATE",
                    "OTEL_TRACES_SAMPLER",
                    "OTEL_TRACES_SAMPLER_ARG",
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "OTEL_BSP_MAX_QUEUE_SIZE",
                    "OTEL_SERVICE_NAME",
                    "OTEL_RESOURCE_ATTRIBUTES");

    private OtlpTracing() {}

    /** Values of the environment by name; null where a name is not set. */
    @FunctionalInterface
    public interface Lookup {
        @Nullable String get(String name);
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
                ? new OpenTelemetryTracing(sdk(service, instance, environment))
                : Tracing.OFF;
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    private static OpenTelemetrySdk sdk(String service, String instance, Lookup environment) {
        Map<String, String> given = new HashMap<>();
        for (String name : VARIABLES) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                given.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        }
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> defaults(service))
                    .addPropertiesCustomizer(_ -> given)
                    .addResourceCustomizer((resource, _) ->
                            resource.toBuilder().put("service.instance.id", instance).build())
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalArgumentException | IllegalStateException _) {
            // Without the cause: it repeats values, and headers hold a collector's key.
            throw new SettingException(
                    "The variables OTEL_* lead to no exporter of traces; check the endpoint, and that"
                            + " the protocol is http/protobuf");
        }
    }

    private static Map<String, String> defaults(String service) {
        return Map.of(
                "otel.service.name", service,
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.propagators", "tracecontext");
    }
}
