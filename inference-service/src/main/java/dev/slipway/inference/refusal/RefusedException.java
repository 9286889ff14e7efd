package dev.slipway.inference.refusal;

/**
 * Carries a refusal out of nested reading code. It has no stack trace, and whoever offers a port
 * turns it into a value.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
