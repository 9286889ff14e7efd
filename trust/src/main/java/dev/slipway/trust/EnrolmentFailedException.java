package dev.slipway.trust;

/** No tokens came; the message says why and holds no secret. */
public final class EnrolmentFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public EnrolmentFailedException(String reason) {
        super(reason);
    }
}
