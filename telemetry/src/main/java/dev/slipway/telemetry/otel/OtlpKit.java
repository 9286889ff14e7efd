package dev.slipway.telemetry.otel;

import dev.slipway.supervision.environment.SettingException;
import dev.slipway.telemetry.Tracing;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sets OpenTelemetry's own kit up as its variables say. */
final class OtlpKit {
    /** Those that a service hands on to OpenTelemetry, wherever it got them from. */
    private static final List<String> VARIABLES =
            List.of(
                    OtlpTracing.ENDPOINT,
                    OtlpTracing.TRACES_ENDPOINT,
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

    private static final String SAMPLER = "otel.traces.sampler";
    private static final String USUAL_SAMPLER = "parentbased_always_on";

    private OtlpKit() {}

    static Tracing start(String service, String instance, OtlpTracing.Lookup environment) {
        Map<String, String> given = new HashMap<>();
        for (String name : VARIABLES) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                given.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        }
        try {
            return new OpenTelemetryTracing(
                    AutoConfiguredOpenTelemetrySdk.builder()
                            .disableShutdownHook()
                            .addPropertiesSupplier(() -> defaults(service))
                            .addPropertiesCustomizer(kit -> over(kit, given))
                            .addResourceCustomizer((resource, _) ->
                                    resource.toBuilder()
                                            .put("service.instance.id", instance)
                                            .build())
                            .build()
                            .getOpenTelemetrySdk());
        } catch (ConfigurationException | IllegalArgumentException | IllegalStateException _) {
            // Without the cause: it repeats values, and headers hold a collector's key.
            throw new SettingException(
                    "The variables OTEL_* lead to no exporter of traces; check the endpoint, and that"
                            + " the protocol is http/protobuf");
        }
    }

    /** The kit reads the environment too, and takes what is empty for a sampler's name. */
    private static Map<String, String> over(ConfigProperties kit, Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        if (kit.getString(SAMPLER, "").isBlank()) {
            all.putIfAbsent(SAMPLER, USUAL_SAMPLER);
        }
        return all;
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
