package dev.slipway.inference.task;

/** A package whose task cannot be done here; its tensors can be served all the same. */
public final class UnsupportedTaskException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnsupportedTaskException(String message) {
        super(message);
    }
}
