package dev.slipway.inference.engine;

/** A graph that a runtime cannot execute; the message is for people and names nothing internal. */
public final class EngineLoadException extends Exception {
    private static final long serialVersionUID = 1L;

    public EngineLoadException(String message, Throwable cause) {
        super(message, cause);
    }

    public EngineLoadException(String message) {
        super(message);
    }
}
