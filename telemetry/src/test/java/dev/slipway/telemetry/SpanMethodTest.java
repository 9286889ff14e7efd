package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanMethodTest {
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    /** Keeps what is set. */
    private Span span() {
        return (Span)
                Proxy.newProxyInstance(
                        Span.class.getClassLoader(),
                        new Class<?>[] {Span.class},
                        (proxy, _, values) -> {
                            attributes.put(String.valueOf(values[0]), values[1]);
                            return proxy;
                        });
    }

    @Test
    void aKnownMethodIsItself() {
        assertThat(SpanMethod.inName("PATCH")).isEqualTo("PATCH");
        Span _ = SpanMethod.set(span(), "PATCH");
        assertThat(attributes).containsExactly(Map.entry("http.request.method", "PATCH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BREW", "get", "A1B2C3"})
    void anyOtherWordIsAnAttributeAndInNoName(String method) {
        assertThat(SpanMethod.inName(method)).isEqualTo("HTTP");
        Span _ = SpanMethod.set(span(), method);
        assertThat(attributes)
                .containsExactly(
                        Map.entry("http.request.method", "_OTHER"),
                        Map.entry("http.request.method_original", method));
    }

    @Test
    void aLongWordIsCut() {
        Span _ = SpanMethod.set(span(), "X".repeat(8_000));
        assertThat(attributes).containsEntry("http.request.method_original", "X".repeat(32));
    }
}
