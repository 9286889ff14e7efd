package dev.slipway.registry.refusal;

import dev.slipway.contract.error.ErrorCode;

/** Carries a refusal through a rim to the place that writes answers. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.sentence(), null, false, false);
        this.refusal = refusal;
    }

    public RefusedException(ErrorCode code, String sentence) {
        this(new Refusal(code, sentence));
    }

    public Refusal refusal() {
        return refusal;
    }
}
