package dev.slipway.store.refusal.http;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;

/** The HTTP status of each category of error. */
final class Statuses {
    private static final int INSUFFICIENT_STORAGE = 507;

    private Statuses() {}

    static int of(ErrorCode code) {
        return code == ErrorCode.STORAGE_FULL ? INSUFFICIENT_STORAGE : of(code.category());
    }

    private static int of(ErrorCategory category) {
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

    static String title(ErrorCategory category) {
        return switch (category) {
            case UNAUTHENTICATED -> "Not authenticated";
            case FORBIDDEN -> "Not allowed";
            case NOT_FOUND -> "Not found";
            case METHOD_NOT_ALLOWED -> "Method not allowed";
            case INVALID -> "Invalid request";
            case UNPROCESSABLE -> "Cannot be processed";
            case TOO_LARGE -> "Too large";
            case UNSUPPORTED_MEDIA_TYPE -> "Unsupported media type";
            case CONFLICT -> "Conflict";
            case PRECONDITION_FAILED -> "Precondition failed";
            case CONTENDED -> "Too many at once";
            case UNAVAILABLE -> "Temporarily unavailable";
            case TIMEOUT -> "Out of time";
            case MISDIRECTED -> "Misdirected";
            case INTERNAL -> "Internal error";
        };
    }
}
