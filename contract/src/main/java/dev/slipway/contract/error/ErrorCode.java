package dev.slipway.contract.error;

import java.util.Locale;

/**
 * Every error that a client or another service can be told. On the wire a code is its lower-case
 * name; a reader that does not know one falls back to its category.
 */
public enum ErrorCode {
    UNAUTHENTICATED(ErrorCategory.UNAUTHENTICATED, false),
    FORBIDDEN(ErrorCategory.FORBIDDEN, false),
    PATH_NOT_FOUND(ErrorCategory.NOT_FOUND, false),
    METHOD_NOT_ALLOWED(ErrorCategory.METHOD_NOT_ALLOWED, false),
    MODEL_NOT_FOUND(ErrorCategory.NOT_FOUND, false),
    MODEL_NOT_DEPLOYED(ErrorCategory.NOT_FOUND, false),
    VERSION_NOT_FOUND(ErrorCategory.NOT_FOUND, false),
    VERSION_NOT_SERVED(ErrorCategory.NOT_FOUND, false),
    RESOURCE_NOT_FOUND(ErrorCategory.NOT_FOUND, false),
    INVALID_JSON(ErrorCategory.INVALID, false),
    INVALID_REQUEST(ErrorCategory.INVALID, false),
    INVALID_INPUT(ErrorCategory.INVALID, false),
    TASK_NOT_SUPPORTED(ErrorCategory.INVALID, false),
    BODY_QUARANTINED(ErrorCategory.UNPROCESSABLE, false),
    INVALID_PACKAGE(ErrorCategory.INVALID, false),
    INVALID_MODEL(ErrorCategory.UNPROCESSABLE, false),
    BODY_TOO_LARGE(ErrorCategory.TOO_LARGE, false),
    LINE_TOO_LONG(ErrorCategory.INVALID, false),
    HEADERS_TOO_LARGE(ErrorCategory.INVALID, false),
    UNSUPPORTED_MEDIA_TYPE(ErrorCategory.UNSUPPORTED_MEDIA_TYPE, false),
    CONFLICT(ErrorCategory.CONFLICT, false),
    ROLLOUT_ACTIVE(ErrorCategory.CONFLICT, false),
    IN_USE(ErrorCategory.CONFLICT, false),
    IDEMPOTENCY_MISMATCH(ErrorCategory.UNPROCESSABLE, false),
    PRECONDITION_FAILED(ErrorCategory.PRECONDITION_FAILED, false),
    QUEUE_FULL(ErrorCategory.CONTENDED, true),
    HOLD_FULL(ErrorCategory.CONTENDED, true),
    PREDICTED_LATE(ErrorCategory.CONTENDED, true),
    DEADLINE_UNREACHABLE(ErrorCategory.UNAVAILABLE, false),
    NO_REPLICA_READY(ErrorCategory.UNAVAILABLE, true),
    DRAINING(ErrorCategory.UNAVAILABLE, true),
    SHUTTING_DOWN(ErrorCategory.UNAVAILABLE, true),
    NOT_READY(ErrorCategory.UNAVAILABLE, true),
    SERVICE_UNAVAILABLE(ErrorCategory.UNAVAILABLE, true),
    STORAGE_UNAVAILABLE(ErrorCategory.UNAVAILABLE, true),
    STORAGE_FULL(ErrorCategory.UNAVAILABLE, true),
    DEADLINE_EXCEEDED(ErrorCategory.TIMEOUT, true),
    MISDIRECTED(ErrorCategory.MISDIRECTED, true),
    REPLICAS_LOST(ErrorCategory.INTERNAL, false),
    ENGINE_FAILED(ErrorCategory.INTERNAL, false),
    INTERNAL(ErrorCategory.INTERNAL, false);

    private final ErrorCategory category;
    private final boolean retryable;

    ErrorCode(ErrorCategory category, boolean retryable) {
        this.category = category;
        this.retryable = retryable;
    }

    public ErrorCategory category() {
        return category;
    }

    /** Whether the same request may succeed later or elsewhere without being changed. */
    public boolean retryable() {
        return retryable;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
