package dev.slipway.local.control;

/** What was asked could not be done; the message says why. */
public final class ControlRefusal extends Exception {
    private static final long serialVersionUID = 1;

    public ControlRefusal(String message) {
        super(message);
    }
}
