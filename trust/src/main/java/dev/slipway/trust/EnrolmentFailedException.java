package dev.slipway.trust;

/** No tokens came; the message says why and holds no secret. */
public final class EnrolmentFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refusal;

    private EnrolmentFailedException(String reason, boolean refusal) {
        super(reason);
        this.refusal = refusal;
    }

    /** The registry answered, but gave nothing. */
    public static EnrolmentFailedException refused(String reason) {
        return new EnrolmentFailedException(reason, true);
    }

    /** Nobody answered; that may be over in a moment. */
    public static EnrolmentFailedException away(String reason) {
        return new EnrolmentFailedException(reason, false);
    }

    public boolean isRefusal() {
        return refusal;
    }
}
