package dev.slipway.store.bytes;

import java.io.IOException;

/** Nothing is kept under a key that the ledger knows. */
public final class ObjectMissingException extends IOException {
    private static final long serialVersionUID = 1L;

    public ObjectMissingException(String key) {
        super("nothing is kept under " + key);
    }
}
