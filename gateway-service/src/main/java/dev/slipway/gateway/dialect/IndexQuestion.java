package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;

/** What the body of a question for the repository's index says. */
public sealed interface IndexQuestion {
    /**
     * The index is asked for.
     *
     * @param readyOnly whether what cannot be asked now is left out
     */
    record Asked(boolean readyOnly) implements IndexQuestion {}

    record Wrong(Refusal refusal) implements IndexQuestion {}

    /** No body asks for all. */
    static IndexQuestion read(byte[] json) {
        JsonCursor cursor = new JsonCursor(json);
        cursor.next();
        if (cursor.atEnd()) {
            return new Asked(false);
        }
        return switch (cursor.enter("ready")) {
            case ABSENT -> new Asked(false);
            case FOUND -> ready(cursor.scalar());
            case BROKEN ->
                    wrong(
                            ErrorCode.INVALID_JSON,
                            "The body is not a JSON object. Check its syntax, or send none.");
        };
    }

    private static IndexQuestion ready(String word) {
        return switch (word) {
            case "true" -> new Asked(true);
            case "false", "null" -> new Asked(false);
            default -> wrong(ErrorCode.INVALID_REQUEST, "The member ready must be true or false.");
        };
    }

    private static IndexQuestion wrong(ErrorCode code, String message) {
        return new Wrong(Refusal.of(code, message));
    }
}
