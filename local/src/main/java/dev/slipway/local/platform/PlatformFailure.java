package dev.slipway.local.platform;

/** The platform cannot be started; the message says why and what to do. */
public final class PlatformFailure extends Exception {
    private static final long serialVersionUID = 1;

    public PlatformFailure(String message) {
        super(message);
    }

    public PlatformFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
