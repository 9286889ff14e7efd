package dev.slipway.store.refusal;

import dev.slipway.contract.error.ErrorCode;
import java.io.IOException;

/**
 * Carries a refusal up to the one place that turns it into an outcome. It is an {@link IOException}
 * because it must also pass through streams that are being read.
 */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(ErrorCode code, String detail) {
        super(detail);
        this.refusal = new Refusal(code, detail);
    }

    public RefusedException(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
