package dev.slipway.store.bytes;

import java.io.IOException;

/** The object store did not answer, or not as it should. */
public final class StorageUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
