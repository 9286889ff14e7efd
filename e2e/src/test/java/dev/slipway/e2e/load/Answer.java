package dev.slipway.e2e.load;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP answer.
 *
 * @param headers by lower-case name; the last value of a name that came twice
 */
public record Answer(int status, Map<String, String> headers, String text) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the server wants the connection closed. */
    boolean closes() {
        return header("connection").map(value -> value.equalsIgnoreCase("close")).orElse(false);
    }
}
