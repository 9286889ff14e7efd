package dev.slipway.store.bytes;

import java.io.IOException;

/** The object store has no room; a later call may succeed once somebody made some. */
public final class StorageFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageFullException(Throwable cause) {
        super("the object store is full", cause);
    }
}
