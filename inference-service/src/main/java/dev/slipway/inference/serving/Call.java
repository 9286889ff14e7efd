package dev.slipway.inference.serving;

/** One kind of request with a body. */
@FunctionalInterface
interface Call {
    /** Reads the body and submits its work, on a thread that may compute; does not wait for it. */
    void start(byte[] body, Exchange exchange);
}
