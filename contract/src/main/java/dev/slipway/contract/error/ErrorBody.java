package dev.slipway.contract.error;

/**
 * How one service tells another what went wrong; never shown to a client as it is.
 *
 * @param code an {@link ErrorCode#wireName()}
 * @param category for readers that do not know the code
 * @param message one sentence that says what is wrong and what to do
 */
public record ErrorBody(String code, ErrorCategory category, String message) {}
