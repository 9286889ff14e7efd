package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;

/** A refusal in each dialect's own form: the status and the body. */
public final class ErrorForm {
    private ErrorForm() {}

    public static int status(Refusal refusal) {
        return switch (refusal.code()) {
            case LINE_TOO_LONG -> 414;
            case HEADERS_TOO_LARGE -> 431;
            case STORAGE_FULL -> 507;
            default -> status(refusal.code().category());
        };
    }

    private static int status(ErrorCategory category) {
        return switch (category) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case INVALID -> 400;
            case UNPROCESSABLE -> 422;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case CONTENDED -> 429;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
            case MISDIRECTED -> 421;
            case INTERNAL -> 500;
        };
    }

    /** After how many seconds asking again makes sense; 0 when the refusal says nothing of it. */
    public static int retryAfterSeconds(Refusal refusal) {
        int status = status(refusal);
        if ((status != 429 && status != 503) || !refusal.code().retryable()) {
            return 0;
        }
        return refusal.code() == ErrorCode.NO_REPLICA_READY ? 5 : 1;
    }

    public static String contentType(Dialect dialect) {
        return dialect == Dialect.PLAIN ? "application/problem+json" : "application/json";
    }

    public static String body(Dialect dialect, Refusal refusal) {
        return switch (dialect) {
            case OIP -> "{\"error\":" + Json.text(refusal.message()) + "}";
            case OPENAI ->
                    "{\"error\":{\"message\":"
                            + Json.text(refusal.message())
                            + ",\"type\":\""
                            + openAiType(refusal.code().category())
                            + "\",\"param\":"
                            + (refusal.aboutModel() ? "\"model\"" : "null")
                            + ",\"code\":\""
                            + refusal.code().wireName()
                            + "\"}}";
            case PLAIN ->
                    "{\"type\":\"about:blank\",\"title\":"
                            + Json.text(title(refusal))
                            + ",\"status\":"
                            + status(refusal)
                            + ",\"detail\":"
                            + Json.text(refusal.message())
                            + ",\"code\":\""
                            + refusal.code().wireName()
                            + "\"}";
        };
    }

    private static String title(Refusal refusal) {
        String words = refusal.code().wireName().replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String openAiType(ErrorCategory category) {
        return switch (category) {
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case CONTENDED -> "rate_limit_error";
            case UNAVAILABLE, TIMEOUT, INTERNAL, MISDIRECTED -> "server_error";
            case NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    INVALID,
                    UNPROCESSABLE,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    CONFLICT,
                    PRECONDITION_FAILED ->
                    "invalid_request_error";
        };
    }
}
