package dev.slipway.inference.card.nvidia;

/** NVML did not do what it was asked; the message, for logs, has its own words and their number. */
final class NvmlException extends Exception {
    private static final long serialVersionUID = 1L;

    NvmlException(String message) {
        super(message);
    }
}
