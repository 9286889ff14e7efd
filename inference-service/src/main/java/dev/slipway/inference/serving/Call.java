package dev.slipway.inference.serving;

/** One kind of request with a body. */
@FunctionalInterface
interface Call {
    /**
     * Reads the body and submits its work, on a thread that may compute or, where it {@link
     * #isShort}, on the one that brought it; does not wait for it.
     */
    void start(byte[] body, Exchange exchange);

    /**
     * Whether a body of so many bytes is read in less time than its hand-over to another thread
     * takes about.
     */
    default boolean isShort(int bytes) {
        return false;
    }
}
