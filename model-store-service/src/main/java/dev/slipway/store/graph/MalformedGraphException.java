package dev.slipway.store.graph;

import java.io.IOException;

/** The bytes are not the protobuf message that they should be. */
public final class MalformedGraphException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public MalformedGraphException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** What is wrong with it, as the end of a sentence that begins with the file. */
    public String reason() {
        return reason;
    }
}
