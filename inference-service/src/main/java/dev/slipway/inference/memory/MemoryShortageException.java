package dev.slipway.inference.memory;

/** A version is not loaded since it would not fit; the message is for people. */
public final class MemoryShortageException extends Exception {
    private static final long serialVersionUID = 1L;

    public MemoryShortageException(String sentence) {
        super(sentence);
    }
}
