package dev.slipway.telemetry;

import java.util.Set;

/**
 * An HTTP method as spans have it, by OpenTelemetry's conventions for HTTP: a client may send any
 * word as one, and names of spans are few.
 */
public final class SpanMethod {
    /** What stands for every method that is not known. */
    private static final String OTHER = "_OTHER";

    /** What stands for it in a span's name. */
    private static final String OTHER_IN_NAMES = "HTTP";

    private static final int MOST_CHARACTERS = 32;

    /** Those of RFC 9110, and PATCH. */
    private static final Set<String> KNOWN =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private SpanMethod() {}

    /** The first word of a span's name. */
    public static String inName(String method) {
        return KNOWN.contains(method) ? method : OTHER_IN_NAMES;
    }

    /** Sets the method; one that is not known is a value of its own attribute, cut. */
    public static Span set(Span span, String method) {
        if (KNOWN.contains(method)) {
            return span.set("http.request.method", method);
        }
        return span.set("http.request.method", OTHER)
                .set("http.request.method_original", cut(method));
    }

    private static String cut(String method) {
        return method.length() <= MOST_CHARACTERS ? method : method.substring(0, MOST_CHARACTERS);
    }
}
