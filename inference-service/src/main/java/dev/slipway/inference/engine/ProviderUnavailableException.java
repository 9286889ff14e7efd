package dev.slipway.inference.engine;

import org.jspecify.annotations.Nullable;

/** An execution provider that was asked for and does not start; the message is for operators. */
public final class ProviderUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    /** {@code action} says what to do about it. */
    public ProviderUnavailableException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
