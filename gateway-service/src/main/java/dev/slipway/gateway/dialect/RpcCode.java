package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;
import java.util.Locale;

/** gRPC's own codes, and which of them a refusal gets: the one table of that dialect. */
public enum RpcCode {
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    ABORTED(10),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    UNAUTHENTICATED(16);

    private final int number;

    RpcCode(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    public static RpcCode of(ErrorCode code) {
        return switch (code.category()) {
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case FORBIDDEN -> PERMISSION_DENIED;
            case NOT_FOUND -> code == ErrorCode.PATH_NOT_FOUND ? UNIMPLEMENTED : NOT_FOUND;
            case METHOD_NOT_ALLOWED -> UNIMPLEMENTED;
            case INVALID, UNPROCESSABLE, UNSUPPORTED_MEDIA_TYPE -> INVALID_ARGUMENT;
            case TOO_LARGE, CONTENDED -> RESOURCE_EXHAUSTED;
            case CONFLICT -> ABORTED;
            case PRECONDITION_FAILED -> FAILED_PRECONDITION;
            case UNAVAILABLE, MISDIRECTED -> UNAVAILABLE;
            case TIMEOUT -> DEADLINE_EXCEEDED;
            case INTERNAL -> INTERNAL;
        };
    }

    /** The same for what a replica answered; a code that is not known here falls to the status. */
    public static RpcCode of(String wireName, int status) {
        try {
            return of(ErrorCode.valueOf(wireName.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return switch (status) {
                case 400, 415, 422 -> INVALID_ARGUMENT;
                case 401 -> UNAUTHENTICATED;
                case 403 -> PERMISSION_DENIED;
                case 404 -> NOT_FOUND;
                case 405 -> UNIMPLEMENTED;
                case 413, 429 -> RESOURCE_EXHAUSTED;
                case 421, 503 -> UNAVAILABLE;
                case 504 -> DEADLINE_EXCEEDED;
                default -> INTERNAL;
            };
        }
    }
}
