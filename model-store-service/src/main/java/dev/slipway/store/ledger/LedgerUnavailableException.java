package dev.slipway.store.ledger;

/** The ledger did not answer; a later call may succeed. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(Throwable cause) {
        super("the ledger did not answer", cause);
    }
}
