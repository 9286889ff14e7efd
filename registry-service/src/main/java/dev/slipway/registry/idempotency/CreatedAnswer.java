package dev.slipway.registry.idempotency;

import java.util.Map;

/**
 * The answer of a create, 201.
 *
 * @param body JSON
 * @param keptBody what is kept for a repetition: the body without what is shown only once
 * @param headers besides those of every answer
 */
public record CreatedAnswer(String body, String keptBody, Map<String, String> headers) {
    public CreatedAnswer {
        headers = Map.copyOf(headers);
    }

    /** An answer in which nothing is secret. */
    public CreatedAnswer(String body, Map<String, String> headers) {
        this(body, body, headers);
    }

    /** May hold what is shown only once. */
    @Override
    public String toString() {
        return "CreatedAnswer[" + headers + "]";
    }
}
