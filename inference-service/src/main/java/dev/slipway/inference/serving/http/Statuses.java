package dev.slipway.inference.serving.http;

import dev.slipway.contract.error.ErrorCategory;

/** The status of each category, the same in both dialects. */
final class Statuses {
    private Statuses() {}

    static int of(ErrorCategory category) {
        return switch (category) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case MISDIRECTED -> 421;
            case UNPROCESSABLE -> 422;
            case CONTENDED -> 429;
            case INTERNAL -> 500;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
        };
    }
}
