package dev.slipway.inference.assignment;

/** The registry gave no usable answer; the replica keeps serving what it has. */
public final class RegistryAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    public RegistryAwayException(String reason) {
        super(reason);
    }
}
