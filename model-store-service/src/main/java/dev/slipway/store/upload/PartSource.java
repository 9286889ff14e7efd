package dev.slipway.store.upload;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The parts of one body, in their order, while it streams in. */
public interface PartSource {
    /**
     * The next part, or empty at the end of the body. The caller has read the part before it to its
     * end.
     *
     * @throws dev.slipway.store.refusal.RefusedException when the body is not what it should be
     */
    Optional<Part> next() throws IOException;

    /**
     * One part.
     *
     * @param filename as the client gave it; empty when it gave none
     */
    record Part(String name, String filename, InputStream bytes) {}
}
