package dev.slipway.e2e.load;

import java.io.IOException;
import java.time.Duration;

/**
 * A way to the platform on which one request follows the other, each sent exactly once. Not for two
 * threads at once.
 */
public interface Conversation extends AutoCloseable {
    /** Opens one; where nobody listens the request that wanted it is judged by that. */
    @FunctionalInterface
    interface Opener {
        Conversation open() throws IOException;
    }

    /**
     * Sends the request of this number and judges what comes back.
     *
     * @throws IOException when it broke; then it must not be used again
     */
    Verdict ask(long number, Duration timeout) throws IOException;

    /** Whether the next request may go the same way. */
    boolean goesOn();

    @Override
    void close() throws IOException;
}
