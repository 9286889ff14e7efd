package dev.slipway.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.supervision.environment.SettingException;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.Tracing;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtlpTracingTest {
    private static final String NOBODY = "http://127.0.0.1:9";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private static Tracing start(Map<String, String> environment) {
        return OtlpTracing.start("gateway", "gateway-1", environment::get);
    }

    @Test
    void withoutAnEndpointNothingIsTraced() {
        assertThat(start(Map.of())).isSameAs(Tracing.OFF);
        assertThat(start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "))).isSameAs(Tracing.OFF);
        assertThat(
                        start(
                                Map.of(
                                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                                        NOBODY,
                                        "OTEL_SDK_DISABLED",
                                        "true")))
                .isSameAs(Tracing.OFF);
    }

    @Test
    void withoutAnEndpointNothingOfOpenTelemetryIsLoaded() throws Exception {
        Class<?> type = new WithoutOpenTelemetry().loadClass(OtlpTracing.class.getName());
        Class<?> lookup = type.getClassLoader().loadClass(OtlpTracing.Lookup.class.getName());
        Object unset =
                Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {lookup}, (_, _, _) -> null);

        Object tracing =
                type.getMethod("start", String.class, String.class, lookup)
                        .invoke(null, "gateway", "gateway-1", unset);

        assertThat(tracing.getClass().getSimpleName()).isEqualTo("NoTracing");
        assertThat(tracing.getClass().getClassLoader()).isSameAs(type.getClassLoader());
    }

    /** Loads this module's classes anew, and knows all others but OpenTelemetry's. */
    private static final class WithoutOpenTelemetry extends ClassLoader {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.opentelemetry.")) {
                throw new ClassNotFoundException(name);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null || !name.startsWith("dev.slipway.telemetry.")) {
                return known == null ? super.loadClass(name, resolve) : known;
            }
            try (InputStream file =
                    Objects.requireNonNull(
                            getResourceAsStream(name.replace('.', '/') + ".class"), name)) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    @Test
    void theNextHopIsToldTheSameTraceAndAnotherSpan() {
        try (Tracing tracing = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", NOBODY))) {
            Span request = tracing.serve("POST", "00-" + TRACE + "-b7ad6b7169203331-01");
            Span attempt = request.call("attempt");
            assertThat(request.traceId()).isEqualTo(TRACE);
            assertThat(attempt.traceparent())
                    .startsWith("00-" + TRACE + "-")
                    .endsWith("-01")
                    .isNotEqualTo(request.traceparent());
            attempt.end();
            request.end();
        }
    }

    @Test
    void aPartIsOfTheSameTraceAndIsLinkedWithWhomItIsTold() {
        try (Tracing tracing = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", NOBODY))) {
            Span request = tracing.serve("POST", "00-" + TRACE + "-b7ad6b7169203331-01");
            Span part = request.part("batch");
            part.link(tracing.serve("POST", null));
            part.link(Span.NONE);
            assertThat(part.traceId()).isEqualTo(TRACE);
            assertThat(part.traceparent()).isNotEqualTo(request.traceparent());
            part.end();
            request.end();
        }
    }

    @Test
    void whatIsNoTraceparentBeginsATraceOfItsOwn() {
        try (Tracing tracing = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", NOBODY))) {
            for (String broken : new String[] {"", "00-zz", "00-" + "0".repeat(32) + "-1-01"}) {
                assertThat(tracing.serve("POST", broken).traceId())
                        .hasSize(32)
                        .doesNotContain("z")
                        .isNotEqualTo("0".repeat(32));
            }
            assertThat(tracing.serve("POST", null).traceId()).hasSize(32);
        }
    }

    @Test
    void theSamplerOfTheEnvironmentDecides() {
        try (Tracing tracing =
                start(
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                NOBODY,
                                "OTEL_TRACES_SAMPLER",
                                "parentbased_always_off"))) {
            // The last bit says that it is kept, the one before it that the id is random.
            assertThat(tracing.serve("POST", null).traceparent()).containsPattern("-0[02]$");
        }
    }

    /** Compose hands names on that nobody set; the kit sees them besides what it is given. */
    @Test
    void whatIsEmptyCountsAsNotSet() {
        Map<String, String> empty =
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "",
                        "OTEL_EXPORTER_OTLP_HEADERS", "",
                        "OTEL_TRACES_SAMPLER", "",
                        "OTEL_TRACES_SAMPLER_ARG", "");
        assertThat(start(empty)).isSameAs(Tracing.OFF);

        Map<String, String> onlyAnEndpoint = new HashMap<>(empty);
        onlyAnEndpoint.put("OTEL_EXPORTER_OTLP_ENDPOINT", NOBODY);
        Set<String> seenByTheKit =
                Set.of(
                        "otel.exporter.otlp.headers",
                        "otel.traces.sampler",
                        "otel.traces.sampler.arg");
        seenByTheKit.forEach(name -> System.setProperty(name, ""));
        try (Tracing tracing = start(onlyAnEndpoint)) {
            assertThat(tracing.serve("POST", null).traceparent()).containsPattern("-0[13]$");
        } finally {
            seenByTheKit.forEach(System::clearProperty);
        }
    }

    @Test
    void variablesThatLeadNowhereAreRefusedWithoutTheirValues() {
        assertThatThrownBy(() ->
                        start(
                                Map.of(
                                        "OTEL_EXPORTER_OTLP_ENDPOINT", NOBODY,
                                        "OTEL_EXPORTER_OTLP_HEADERS", "hush",
                                        "OTEL_EXPORTER_OTLP_PROTOCOL", "carrier-pigeon")))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("The variables OTEL_*")
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }
}
