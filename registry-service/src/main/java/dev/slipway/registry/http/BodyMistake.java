package dev.slipway.registry.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.Refusal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says what is wrong with a body that could not be read: where, and what must be there. */
final class BodyMistake {
    private BodyMistake() {}

    static Refusal of(@Nullable Throwable cause) {
        return switch (cause) {
            case null ->
                    new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "The request has no body; this route needs a JSON object.");
            case StreamConstraintsException _ ->
                    new Refusal(
                            ErrorCode.BODY_TOO_LARGE,
                            "The body is larger or nested deeper than this route accepts.");
            case MismatchedInputException mismatch -> mistyped(mismatch, mismatch.getTargetType());
            case InputCoercionException overflow -> mistyped(overflow, overflow.getTargetType());
            case StreamReadException broken ->
                    new Refusal(
                            ErrorCode.INVALID_JSON,
                            "The body is no JSON" + place(broken.getLocation()) + ".");
            default ->
                    new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "The body is not the JSON that this route expects.");
        };
    }

    private static Refusal mistyped(JacksonException mistake, @Nullable Class<?> wanted) {
        String field = field(mistake.getPath());
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                (field.isEmpty() ? "The body" : "'" + field + "'")
                        + " must be "
                        + wordsFor(wanted)
                        + ".");
    }

    /** The field as a client writes it, such as {@code loaded[2].version}. */
    private static String field(List<JacksonException.Reference> path) {
        StringBuilder text = new StringBuilder();
        for (JacksonException.Reference step : path) {
            String name = step.getPropertyName();
            if (name == null) {
                text.append('[').append(step.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(name);
            }
        }
        return text.toString();
    }

    private static String wordsFor(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number from %d to %d".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(one -> "'" + ((Enum<?>) one).name().toLowerCase(Locale.ROOT) + "'")
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static String place(@Nullable TokenStreamLocation where) {
        return where == null
                ? ""
                : " from line %d, column %d on".formatted(where.getLineNr(), where.getColumnNr());
    }
}
