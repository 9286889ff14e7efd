package dev.slipway.contract.error;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What kind of refusal or failure a code is; each dialect chooses its status by category. */
public enum ErrorCategory {
    @JsonProperty("unauthenticated")
    UNAUTHENTICATED,
    @JsonProperty("forbidden")
    FORBIDDEN,
    @JsonProperty("not_found")
    NOT_FOUND,
    @JsonProperty("method_not_allowed")
    METHOD_NOT_ALLOWED,
    @JsonProperty("invalid")
    INVALID,
    @JsonProperty("unprocessable")
    UNPROCESSABLE,
    @JsonProperty("too_large")
    TOO_LARGE,
    @JsonProperty("unsupported_media_type")
    UNSUPPORTED_MEDIA_TYPE,
    @JsonProperty("conflict")
    CONFLICT,
    @JsonProperty("precondition_failed")
    PRECONDITION_FAILED,
    @JsonProperty("contended")
    CONTENDED,
    @JsonProperty("unavailable")
    UNAVAILABLE,
    @JsonProperty("timeout")
    TIMEOUT,
    @JsonProperty("misdirected")
    MISDIRECTED,
    @JsonProperty("internal")
    INTERNAL
}
